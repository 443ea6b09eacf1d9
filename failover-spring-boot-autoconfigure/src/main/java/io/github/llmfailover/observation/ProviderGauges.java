package io.github.llmfailover.observation;

import io.github.llmfailover.ProviderState;
import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.health.ProviderHealths;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.List;

/**
 * The gauges {@code llm.failover.provider.state}, 1 for the state that a provider is in and 0 for the others, and
 * {@code llm.failover.provider.in.flight}. Eight gauges for each provider, read when the registry is scraped.
 */
public final class ProviderGauges implements MeterBinder {

    private final GaugesByProvider gauges;

    /**
     * Creates the binder.
     *
     * @param healths all providers
     */
    public ProviderGauges(ProviderHealths healths) {
        this.gauges = new GaugesByProvider(
                () -> healths.all().keySet(), (provider, registry) -> gauges(healths.get(provider), registry));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauges.bindTo(registry);
    }

    /** Adds gauges for providers that are new, and removes those of providers that are gone. */
    public void follow() {
        gauges.follow();
    }

    private static List<Meter> gauges(ProviderHealth health, MeterRegistry registry) {
        List<Meter> gauges = new ArrayList<>();
        for (ProviderState state : ProviderState.values()) {
            gauges.add(Gauge.builder("llm.failover.provider.state", health, each -> each.state() == state ? 1 : 0)
                    .description("1 for the state that a provider is in, 0 for the others")
                    .tag("provider", health.name())
                    .tag("state", state.name())
                    .register(registry));
        }
        gauges.add(Gauge.builder("llm.failover.provider.in.flight", health, ProviderHealth::inFlight)
                .description("Requests to a provider that have not ended")
                .tag("provider", health.name())
                .register(registry));
        return gauges;
    }
}
