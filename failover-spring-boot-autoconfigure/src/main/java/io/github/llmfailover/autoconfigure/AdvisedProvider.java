package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.provider.ClientRetry;
import io.github.llmfailover.provider.ClientTimeout;
import io.github.llmfailover.provider.ProviderSettings;
import java.util.List;

/**
 * What is known of a provider when advice is given.
 *
 * @param settings its own settings
 * @param canStream whether its client can stream at all
 * @param retries what its client repeats by itself
 * @param timeouts when its client gives up by itself
 */
record AdvisedProvider(
        ProviderSettings settings, boolean canStream, List<ClientRetry> retries, List<ClientTimeout> timeouts) {

    AdvisedProvider {
        retries = List.copyOf(retries);
        timeouts = List.copyOf(timeouts);
    }

    String name() {
        return settings.name();
    }
}
