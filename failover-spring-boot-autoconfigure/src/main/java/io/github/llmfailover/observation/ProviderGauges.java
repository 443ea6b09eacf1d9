package io.github.llmfailover.observation;

import io.github.llmfailover.ProviderState;
import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.health.ProviderHealths;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * The gauges {@code llm.failover.provider.state}, 1 for the state that a provider is in and 0 for the others, and
 * {@code llm.failover.provider.in.flight}. Eight gauges for each provider, read when the registry is scraped.
 */
public final class ProviderGauges implements MeterBinder {

    private final ProviderHealths healths;

    /**
     * Creates the binder.
     *
     * @param healths all providers
     */
    public ProviderGauges(ProviderHealths healths) {
        this.healths = healths;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        healths.all().values().forEach(health -> bind(health, registry));
    }

    private static void bind(ProviderHealth health, MeterRegistry registry) {
        for (ProviderState state : ProviderState.values()) {
            Gauge.builder("llm.failover.provider.state", health, each -> each.state() == state ? 1 : 0)
                    .description("1 for the state that a provider is in, 0 for the others")
                    .tag("provider", health.name())
                    .tag("state", state.name())
                    .register(registry);
        }
        Gauge.builder("llm.failover.provider.in.flight", health, ProviderHealth::inFlight)
                .description("Requests to a provider that have not ended")
                .tag("provider", health.name())
                .register(registry);
    }
}
