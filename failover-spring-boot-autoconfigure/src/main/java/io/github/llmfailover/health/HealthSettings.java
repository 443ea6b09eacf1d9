package io.github.llmfailover.health;

/**
 * What is configured for the health of one provider.
 *
 * @param provider the provider's name, which is also its circuit breaker's name
 * @param breaker when its circuit breaker opens, unless {@code resilience4j.circuitbreaker} configures one of that name
 * @param maxConcurrency how many requests may be under way at once; 0 for any number
 * @param probed whether background probes test it after an outage, so that no caller's request has to
 */
public record HealthSettings(String provider, BreakerSettings breaker, int maxConcurrency, boolean probed) {

    /** Rejects a blank name and a negative limit with an {@link IllegalArgumentException}. */
    public HealthSettings {
        if (provider.isBlank()) {
            throw new IllegalArgumentException("A provider needs a name");
        }
        if (maxConcurrency < 0) {
            throw new IllegalArgumentException("max-concurrency of provider '" + provider
                    + "' must be 0 for no limit, or positive, but is " + maxConcurrency);
        }
    }

    /** Settings of a provider that its callers' requests test. */
    public HealthSettings(String provider, BreakerSettings breaker, int maxConcurrency) {
        this(provider, breaker, maxConcurrency, false);
    }

    /** Settings with every default. */
    public static HealthSettings named(String provider) {
        return new HealthSettings(provider, BreakerSettings.DEFAULTS, 0);
    }
}
