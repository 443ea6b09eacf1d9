package io.github.llmfailover.health;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.time.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The healths of all providers by name, in the order of their configuration. A change of the configuration keeps the health
 * of every provider that stays, whatever else of it changes.
 */
public final class ProviderHealths {

    private final Function<HealthSettings, ? extends ProviderHealth> create;

    private volatile Map<String, ProviderHealth> byName;

    /**
     * Collects healths, which are then all there can be.
     *
     * @param healths in the order in which they are shown
     * @throws IllegalArgumentException where two have the same name
     */
    public ProviderHealths(Collection<? extends ProviderHealth> healths) {
        this(healths, settings -> {
            throw new IllegalStateException("The application's own ProviderHealths has no provider named '"
                    + settings.provider() + "', and none can be added to it");
        });
    }

    private ProviderHealths(
            Collection<? extends ProviderHealth> healths, Function<HealthSettings, ? extends ProviderHealth> create) {
        Map<String, ProviderHealth> collected = new LinkedHashMap<>();
        for (ProviderHealth health : healths) {
            if (collected.putIfAbsent(health.name(), health) != null) {
                throw new IllegalArgumentException("There are two providers named '" + health.name() + "'");
            }
        }
        this.byName = Collections.unmodifiableMap(collected);
        this.create = create;
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
        Function<HealthSettings, ProviderHealth> create =
                each -> new DefaultProviderHealth(each, registry, time, random, listener);
        return new ProviderHealths(settings.stream().map(create).toList(), create);
    }

    /**
     * Makes ready what other settings mean, without any effect yet. One change at a time.
     *
     * @param settings one for each provider, in the order in which they are to be shown
     * @return the change, which takes effect when it is committed
     * @throws IllegalStateException where the application has made these healths itself, and there is a new provider
     */
    public Change prepare(Collection<HealthSettings> settings) {
        return new Change(settings);
    }

    /**
     * Goes on with the breakers of a registry that has taken the place of another, as when the application's refresh scope
     * has been refreshed. A breaker that is new there takes over the state of the one that was known.
     */
    public void registryReplaced() {
        byName.values().forEach(health -> {
            if (health instanceof DefaultProviderHealth ours) {
                ours.registryReplaced();
            }
        });
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
        return get(byName, provider);
    }

    private static ProviderHealth get(Map<String, ProviderHealth> byName, String provider) {
        ProviderHealth health = byName.get(provider);
        if (health == null) {
            throw new IllegalArgumentException(
                    "There is no provider named '" + provider + "', only " + byName.keySet());
        }
        return health;
    }

    /** Returns all healths by name, in the order of their configuration. The map itself never changes. */
    public Map<String, ProviderHealth> all() {
        return byName;
    }

    /** Other settings that have been made ready, and have no effect before they are committed. */
    public final class Change {

        private final Map<String, ProviderHealth> next;

        private final Map<String, HealthSettings> settings = new LinkedHashMap<>();

        private Change(Collection<HealthSettings> all) {
            Map<String, ProviderHealth> known = byName;
            Map<String, ProviderHealth> healths = new LinkedHashMap<>();
            for (HealthSettings each : all) {
                ProviderHealth health = known.get(each.provider());
                settings.put(each.provider(), each);
                healths.put(each.provider(), health != null ? health : create.apply(each));
            }
            this.next = Collections.unmodifiableMap(healths);
        }

        /**
         * Returns the health of a provider as it will be: the same that it has now, where it has one.
         *
         * @throws IllegalArgumentException where there will be no provider of that name
         */
        public ProviderHealth get(String provider) {
            return ProviderHealths.get(next, provider);
        }

        /** Takes effect. Of providers that are gone, nothing is kept but what their requests under way need. */
        public void commit() {
            Map<String, ProviderHealth> before = byName;
            next.forEach((name, health) -> {
                HealthSettings changed = settings.get(name);
                if (health instanceof DefaultProviderHealth ours && changed != null) {
                    ours.reconfigure(changed);
                }
            });
            byName = next;
            before.forEach((name, health) -> {
                if (!next.containsKey(name) && health instanceof DefaultProviderHealth ours) {
                    ours.retire();
                }
            });
        }

        /** Has no effect after all: providers that would have been new leave nothing behind. */
        public void discard() {
            Map<String, ProviderHealth> before = byName;
            next.forEach((name, health) -> {
                if (!before.containsKey(name) && health instanceof DefaultProviderHealth ours) {
                    ours.retire();
                }
            });
        }
    }
}
