package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.health.ProviderHealths;
import org.jspecify.annotations.Nullable;

/** The healths of the providers, which stay from one configuration to the next. */
record HealthsPart(ProviderHealths healths) implements Part<ProviderHealths.Change> {

    @Override
    public ProviderHealths.Change make(Generation next, ProviderHealths.@Nullable Change before) {
        try {
            return healths.prepare(next.providers().healths());
        } catch (IllegalStateException e) {
            throw FailoverConfigurationException.of(
                    e.getMessage() + ".", "Restart the application, or leave its providers as they are.");
        }
    }

    @Override
    public void commit(ProviderHealths.Change change) {
        change.commit();
    }

    @Override
    public void discard(ProviderHealths.Change change) {
        change.discard();
    }
}
