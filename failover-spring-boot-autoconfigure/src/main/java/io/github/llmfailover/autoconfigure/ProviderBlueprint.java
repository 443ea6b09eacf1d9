package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.provider.ProviderSettings;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is configured for one provider, global settings included, before its client is known.
 *
 * @param settings what the engine sees of it
 * @param circuitBreaker its circuit breaker; {@code null} settings have the engine's defaults
 * @param maxConcurrency how many requests it is given at the same time; 0 for any number
 * @param bean the name of the bean that is its client; {@code null} where none is configured
 * @param client the client to build for it; {@code null} where a bean is its client
 */
record ProviderBlueprint(
        ProviderSettings settings,
        FailoverProperties.CircuitBreaker circuitBreaker,
        int maxConcurrency,
        @Nullable String bean,
        FailoverProperties.@Nullable Client client) {

    String name() {
        return settings.name();
    }
}
