package io.github.llmfailover.observation;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Gauges of which each provider has some, for as long as it is configured. */
public final class GaugesByProvider implements MeterBinder {

    private final Supplier<Set<String>> providers;

    private final BiFunction<String, MeterRegistry, List<Meter>> register;

    /** By registry and provider. Guarded by this. */
    private final Map<MeterRegistry, Map<String, List<Meter>>> registered = new HashMap<>();

    /**
     * Creates the binder.
     *
     * @param providers the names of the providers that are configured now
     * @param register registers the gauges of one provider
     */
    public GaugesByProvider(Supplier<Set<String>> providers, BiFunction<String, MeterRegistry, List<Meter>> register) {
        this.providers = providers;
        this.register = register;
    }

    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        registered.computeIfAbsent(registry, unknown -> new HashMap<>());
        follow();
    }

    /** Adds gauges for providers that are new, and removes those of providers that are gone. */
    public synchronized void follow() {
        Set<String> now = providers.get();
        registered.forEach((registry, known) -> {
            remove(registry, known, now);
            now.forEach(provider -> known.computeIfAbsent(provider, name -> register.apply(name, registry)));
        });
    }

    private static void remove(MeterRegistry registry, Map<String, List<Meter>> known, Collection<String> now) {
        known.entrySet().removeIf(entry -> {
            if (now.contains(entry.getKey())) {
                return false;
            }
            entry.getValue().forEach(registry::remove);
            return true;
        });
    }
}
