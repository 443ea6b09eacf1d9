package io.github.llmfailover.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.ProviderState;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A provider that background probes test. */
class ProbedProviderTests {

    private final HealthFixture fixture = new HealthFixture(
            CircuitBreakerRegistry.ofDefaults(), new HealthSettings("openai", BreakerSettings.DEFAULTS, 0, true));

    private final ProviderHealth health = fixture.health;

    private void probe() {
        HealthFixture.succeed(Objects.requireNonNull(health.tryAcquire(null, Claim.PROBE), "no permit"));
    }

    @Test
    void fairClaim_afterAnOutage_leavesTheTestToTheProbes() {
        fixture.open();
        fixture.waitUntilAvailable();
        assertThat(health.tryAcquire(null, Claim.FAIR)).isNull();
        assertThat(health.state()).isEqualTo(ProviderState.OPEN);

        probe();
        assertThat(health.state()).isEqualTo(ProviderState.HALF_OPEN);
        assertThat(health.tryAcquire(null, Claim.FAIR)).isNull();
        assertThat(health.tryAcquire("big-model", Claim.FAIR)).isNull();
        probe();
        probe();

        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
        assertThat(health.tryAcquire(null, Claim.FAIR)).isNotNull();
        assertThat(health.snapshot().notPermitted()).isZero();
    }

    @Test
    void neededClaim_afterAnOutage_isTheTest() {
        fixture.open();
        fixture.waitUntilAvailable();

        assertThat(health.nanosUntilAvailable(null)).isZero();
        assertThat(health.tryAcquire(null, Claim.NEEDED)).isNotNull();
    }

    @Test
    void anyClaim_whileTheBreakerIsOpen_isRefused() {
        fixture.open();

        for (Claim claim : Claim.values()) {
            assertThat(health.tryAcquire(null, claim)).isNull();
        }
        assertThat(health.snapshot().notPermitted()).isEqualTo(1);
    }
}
