package io.github.llmfailover.health;

import static io.github.llmfailover.health.HealthFixture.MILLISECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.llmfailover.ProviderState;
import io.github.llmfailover.failure.FailureKind;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SnapshotTests {

    private final HealthFixture fixture = new HealthFixture();

    @Test
    void snapshot_beforeAnyCall_knowsNothing() {
        HealthSnapshot snapshot = fixture.health.snapshot();

        assertThat(snapshot.state()).isEqualTo(ProviderState.CLOSED);
        assertThat(snapshot.available()).isTrue();
        assertThat(snapshot.latency()).isEqualTo(new HealthSnapshot.Percentiles(null, null));
        assertThat(snapshot.lastFailure()).isNull();
        assertThat(snapshot.availableAgainAt()).isNull();
    }

    @Test
    void snapshot_afterCalls_countsThem() {
        fixture.acquire().succeeded(MILLISECOND, MILLISECOND, 100, 20);
        fixture.acquire().succeeded(MILLISECOND, MILLISECOND, 10, 2);
        fixture.fail(FailureKind.SERVER_ERROR);
        fixture.fail(FailureKind.INVALID_REQUEST);
        fixture.acquire();

        HealthSnapshot snapshot = fixture.health.snapshot();

        assertThat(snapshot.succeeded()).isEqualTo(2);
        assertThat(snapshot.failed()).isEqualTo(2);
        assertThat(snapshot.failures())
                .isEqualTo(Map.of(FailureKind.SERVER_ERROR, 1L, FailureKind.INVALID_REQUEST, 1L));
        assertThat(snapshot.lastFailure()).isEqualTo(FailureKind.INVALID_REQUEST);
        assertThat(snapshot.lastFailureAt()).isEqualTo(fixture.time.now());
        assertThat(snapshot.inFlight()).isEqualTo(1);
        assertThat(snapshot.inputTokens()).isEqualTo(110);
        assertThat(snapshot.outputTokens()).isEqualTo(22);
    }

    @Test
    void snapshot_ofAnOpenBreaker_saysWhenItIsAvailableAgain() {
        fixture.open();
        fixture.health.tryAcquire(null, Claim.FAIR);

        HealthSnapshot snapshot = fixture.health.snapshot();

        assertThat(snapshot.available()).isFalse();
        assertThat(snapshot.notPermitted()).isEqualTo(1);
        assertThat(snapshot.availableAgainAt())
                .isEqualTo(fixture.time.now().plusSeconds(10).plusNanos(1));
    }

    @Test
    void snapshot_ofAnOpenBreakerWhoseTimeIsOver_isAvailable() {
        fixture.open();
        fixture.waitUntilAvailable();

        HealthSnapshot snapshot = fixture.health.snapshot();

        assertThat(snapshot.state()).isEqualTo(ProviderState.OPEN);
        assertThat(snapshot.available()).isTrue();
        assertThat(snapshot.availableAgainAt()).isNull();
    }

    @Test
    void percentiles_areOfRecentAnswersInMilliseconds() {
        answers(100);

        HealthSnapshot snapshot = fixture.health.snapshot();

        assertThat(snapshot.firstToken().p50()).isCloseTo(50, within(1.0));
        assertThat(snapshot.firstToken().p95()).isCloseTo(95, within(1.0));
        assertThat(snapshot.latency().p50()).isCloseTo(500, within(10.0));
        assertThat(fixture.health.snapshot().latency()).isEqualTo(snapshot.latency());
    }

    @Test
    void typicalDurations_fewerThanTwentyAnswers_areUnknown() {
        answers(19);

        assertThat(fixture.health.usualFirstToken().p95Nanos()).isEqualTo(-1);
        assertThat(fixture.health.usualLatency().p95Nanos()).isEqualTo(-1);
    }

    @Test
    void typicalDurations_areThe95thPercentile() {
        answers(100);

        assertThat(fixture.health.usualFirstToken().p95Nanos() / MILLISECOND).isBetween(94L, 96L);
        assertThat(fixture.health.usualLatency().p95Nanos() / MILLISECOND).isBetween(940L, 960L);
    }

    @Test
    void typicalDurations_areLookedUpOnceASecond() {
        answers(20);
        long before = fixture.health.usualFirstToken().p95Nanos();
        answers(100);
        fixture.time.advance(Duration.ofMillis(999));
        assertThat(fixture.health.usualFirstToken().p95Nanos()).isEqualTo(before);

        fixture.time.advance(Duration.ofMillis(1));
        assertThat(fixture.health.usualFirstToken().p95Nanos()).isGreaterThan(before);
    }

    private void answers(int count) {
        for (int i = 1; i <= count; i++) {
            fixture.acquire().succeeded(i * MILLISECOND, 10 * i * MILLISECOND, 0, 0);
        }
    }

    @Test
    void percentiles_forgetWhatIsOlderThanTenMinutes() {
        fixture.acquire().succeeded(MILLISECOND, 800 * MILLISECOND, 0, 0);
        fixture.time.advance(Duration.ofMinutes(5));
        fixture.acquire().succeeded(MILLISECOND, 100 * MILLISECOND, 0, 0);
        assertThat(fixture.health.snapshot().latency().p95()).isCloseTo(800, within(10.0));

        fixture.time.advance(Duration.ofMinutes(5));
        assertThat(fixture.health.snapshot().latency().p95()).isCloseTo(100, within(1.0));

        fixture.time.advance(Duration.ofMinutes(10));
        assertThat(fixture.health.snapshot().latency().p95()).isNull();
    }

    @Test
    void percentiles_absurdDurations_areKeptInRange() {
        fixture.acquire().succeeded(-2, Long.MAX_VALUE, -5, -5);

        HealthSnapshot snapshot = fixture.health.snapshot();

        assertThat(snapshot.firstToken().p50()).isZero();
        assertThat(snapshot.inputTokens()).isZero();
    }
}
