package io.github.llmfailover.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.health.Claim;
import io.github.llmfailover.health.HealthSettings;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.time.VirtualTime;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProviderGaugesTests {

    private final CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();

    private final ProviderHealths healths = ProviderHealths.create(
            List.of(HealthSettings.named("openai")), breakers, new VirtualTime(), new Random(1), FailoverListener.NONE);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double state(ProviderState state) {
        return registry.get("llm.failover.provider.state")
                .tags("provider", "openai", "state", state.name())
                .gauge()
                .value();
    }

    @Test
    void stateGauges_ofAProvider_showTheOneStateItIsIn() {
        new ProviderGauges(healths).bindTo(registry);
        assertThat(state(ProviderState.CLOSED)).isEqualTo(1);

        breakers.circuitBreaker("openai").transitionToForcedOpenState();

        assertThat(state(ProviderState.CLOSED)).isZero();
        assertThat(state(ProviderState.FORCED_OPEN)).isEqualTo(1);
        assertThat(registry.getMeters()).hasSize(ProviderState.values().length + 1);
    }

    @Test
    void inFlightGauge_countsRequestsUnderWay() {
        new ProviderGauges(healths).bindTo(registry);

        assertThat(healths.get("openai").tryAcquire(null, Claim.FAIR)).isNotNull();

        assertThat(registry.get("llm.failover.provider.in.flight")
                        .tag("provider", "openai")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }
}
