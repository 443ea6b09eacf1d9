package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.health.HealthSettings;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.translation.Adaptation;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is configured for one provider, global settings included, before its client is known.
 *
 * @param settings what the engine sees of it
 * @param health its circuit breaker and its limit
 * @param adaptation how its requests differ from what callers write, as far as that is configured
 * @param client the client to build for it; {@code null} where a bean is its client
 */
record ProviderBlueprint(
        ProviderSettings settings,
        HealthSettings health,
        Adaptation adaptation,
        FailoverProperties.@Nullable Client client) {

    String name() {
        return settings.name();
    }
}
