package io.github.llmfailover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.llmfailover.failure.FailureKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RampUpTests {

    private final HealthFixture fixture = HealthFixture.rampedUpOver(Duration.ofSeconds(100));

    private final ProviderHealth health = fixture.health;

    private double shareOf(Claim claim) {
        int admitted = 0;
        for (int i = 0; i < 10_000; i++) {
            Permit permit = health.tryAcquire(null, claim);
            if (permit != null) {
                admitted++;
                permit.released();
            }
        }
        return admitted / 10_000.0;
    }

    private void recover() {
        fixture.waitUntilAvailable();
        for (int probe = 0; probe < 3; probe++) {
            fixture.succeed();
        }
    }

    @Test
    void provider_beforeAnyOutage_isNotRampedUp() {
        assertThat(health.snapshot().admission()).isEqualTo(1);
        assertThat(shareOf(Claim.FAIR)).isEqualTo(1);
    }

    @Test
    void provider_recoveredWithoutARamp_takesEverythingAtOnce() {
        HealthFixture atOnce = new HealthFixture();
        atOnce.open();
        atOnce.recover();

        assertThat(atOnce.health.snapshot().admission()).isEqualTo(1);
        assertThat(atOnce.health.tryAcquire(null, Claim.FAIR)).isNotNull();
    }

    @Test
    void provider_afterARecovery_getsItsShareBackLinearly() {
        fixture.open();
        assertThat(health.snapshot().admission()).isZero();
        fixture.waitUntilAvailable();
        fixture.acquire().released();
        assertThat(health.snapshot().admission()).isZero();
        recover();

        assertThat(health.snapshot().admission()).isEqualTo(0.1);
        assertThat(shareOf(Claim.FAIR)).isCloseTo(0.1, within(0.02));
        fixture.time.advance(Duration.ofSeconds(50));
        assertThat(health.snapshot().admission()).isCloseTo(0.55, within(0.001));
        assertThat(shareOf(Claim.FAIR)).isCloseTo(0.55, within(0.02));
        fixture.time.advance(Duration.ofSeconds(50));
        assertThat(health.snapshot().admission()).isEqualTo(1);
        assertThat(shareOf(Claim.FAIR)).isEqualTo(1);
    }

    @Test
    void ramp_whereNobodyElseCanServe_doesNotApply() {
        fixture.open();
        fixture.recover();

        assertThat(shareOf(Claim.NEEDED)).isEqualTo(1);
        assertThat(shareOf(Claim.PROBE)).isEqualTo(1);
        assertThat(health.nanosUntilAvailable(null)).isZero();
    }

    @Test
    void ramp_refusals_areNotCountedAsNotPermitted() {
        fixture.open();
        fixture.recover();

        shareOf(Claim.FAIR);

        assertThat(health.snapshot().notPermitted()).isZero();
    }

    @Test
    void ramp_afterTheNextRecovery_beginsAnew() {
        fixture.open();
        fixture.recover();
        fixture.time.advance(Duration.ofSeconds(99));
        while (health.state() != io.github.llmfailover.ProviderState.OPEN) {
            Permit permit = health.tryAcquire(null, Claim.NEEDED);
            assertThat(permit).isNotNull();
            HealthFixture.fail(permit, FailureKind.SERVER_ERROR);
        }
        fixture.waitUntilAvailable();
        // What tests the provider is not thinned out as well.
        fixture.acquire().released();
        recover();

        assertThat(health.snapshot().admission()).isEqualTo(0.1);
    }

    @Test
    void ramp_ofANamedModel_leavesOthersAlone() {
        fixture.open("big-model", FailureKind.OVERLOADED);
        fixture.time.advance(Duration.ofNanos(health.nanosUntilAvailable("big-model")));
        for (int probe = 0; probe < 3; probe++) {
            HealthFixture.succeed(fixture.acquire("big-model"));
        }

        int admitted = 0;
        for (int i = 0; i < 1_000; i++) {
            Permit permit = health.tryAcquire("big-model", Claim.FAIR);
            if (permit != null) {
                admitted++;
                permit.released();
            }
        }

        assertThat(admitted).isBetween(50, 150);
        assertThat(shareOf(Claim.FAIR)).isEqualTo(1);
    }
}
