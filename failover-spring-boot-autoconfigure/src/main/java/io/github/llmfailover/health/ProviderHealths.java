package io.github.llmfailover.health;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.time.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The healths of all providers by name, in the order of their configuration. Immutable. */
public final class ProviderHealths {

    private final Map<String, ProviderHealth> byName;

    /**
     * Collects healths.
     *
     * @param healths in the order in which they are shown
     * @throws IllegalArgumentException where two have the same name
     */
    public ProviderHealths(Collection<? extends ProviderHealth> healths) {
        Map<String, ProviderHealth> collected = new LinkedHashMap<>();
        for (ProviderHealth health : healths) {
            if (collected.putIfAbsent(health.name(), health) != null) {
                throw new IllegalArgumentException("There are two providers named '" + health.name() + "'");
            }
        }
        this.byName = Collections.unmodifiableMap(collected);
    }

    /**
     * Creates a health for each provider.
     *
     * @param settings one for each provider, in the order in which they are shown
     * @param registry where circuit breakers are looked up by the provider's name
     * @param time the source of time
     * @param random for jitter; used by several threads, so it must be safe for that, as {@link java.util.Random} is
     * @param listener is told of changes of state and of rejected credentials
     * @return the healths
     * @throws IllegalArgumentException where two have the same name
     */
    public static ProviderHealths create(
            Collection<HealthSettings> settings,
            CircuitBreakerRegistry registry,
            TimeSource time,
            RandomGenerator random,
            FailoverListener listener) {
        return new ProviderHealths(settings.stream()
                .map(each -> new DefaultProviderHealth(each, registry, time, random, listener))
                .toList());
    }

    /** Returns the health of a provider; {@code null} where there is no provider of that name. */
    public @Nullable ProviderHealth find(String provider) {
        return byName.get(provider);
    }

    /**
     * Returns the health of a provider that is known to exist.
     *
     * @throws IllegalArgumentException where there is no provider of that name
     */
    public ProviderHealth get(String provider) {
        ProviderHealth health = byName.get(provider);
        if (health == null) {
            throw new IllegalArgumentException(
                    "There is no provider named '" + provider + "', only " + byName.keySet());
        }
        return health;
    }

    /** Returns all healths by name, in the order of their configuration. */
    public Map<String, ProviderHealth> all() {
        return byName;
    }
}
