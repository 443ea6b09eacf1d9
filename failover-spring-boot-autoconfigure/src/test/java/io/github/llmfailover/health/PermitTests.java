package io.github.llmfailover.health;

import static io.github.llmfailover.health.HealthFixture.fail;
import static io.github.llmfailover.health.HealthFixture.rateLimit;
import static io.github.llmfailover.health.HealthFixture.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.ProviderState;
import io.github.llmfailover.failure.FailureKind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PermitTests {

    private final HealthFixture fixture = new HealthFixture();

    private final ProviderHealth health = fixture.health;

    static Stream<Named<Consumer<Permit>>> ends() {
        return Stream.of(
                Named.of("success", HealthFixture::succeed),
                Named.of("failure", permit -> fail(permit, FailureKind.SERVER_ERROR)),
                Named.of("failure that does not count", permit -> fail(permit, FailureKind.INVALID_REQUEST)),
                Named.of("release", Permit::released));
    }

    static Stream<Named<Consumer<CircuitBreaker>>> transitionsFromOutside() {
        return Stream.of(
                Named.of("reset", CircuitBreaker::reset),
                Named.of("to closed", CircuitBreaker::transitionToClosedState),
                Named.of("to open", CircuitBreaker::transitionToOpenState),
                Named.of("to half-open", breaker -> {
                    breaker.transitionToOpenState();
                    breaker.transitionToHalfOpenState();
                }),
                Named.of("to forced open", CircuitBreaker::transitionToForcedOpenState),
                Named.of("to metrics only", CircuitBreaker::transitionToMetricsOnlyState));
    }

    @Test
    void permit_lateSuccessFromBeforeTheOutage_doesNotCloseAProbedBreaker() {
        List<Permit> beforeOutage = List.of(fixture.acquire(), fixture.acquire(), fixture.acquire());
        fixture.open();
        fixture.waitUntilAvailable();
        Permit probe = fixture.acquire();
        assertThat(health.state()).isEqualTo(ProviderState.HALF_OPEN);

        beforeOutage.forEach(HealthFixture::succeed);

        assertThat(health.state()).isEqualTo(ProviderState.HALF_OPEN);
        assertThat(fixture.breaker().getMetrics().getNumberOfBufferedCalls()).isZero();
        probe.released();
    }

    @Test
    void permit_lateFailureFromBeforeTheOutage_doesNotReopenAProbedBreaker() {
        List<Permit> beforeOutage = List.of(fixture.acquire(), fixture.acquire(), fixture.acquire());
        fixture.open();
        fixture.waitUntilAvailable();
        Permit probe = fixture.acquire();

        beforeOutage.forEach(each -> fail(each, FailureKind.SERVER_ERROR));

        assertThat(health.state()).isEqualTo(ProviderState.HALF_OPEN);
        probe.released();
    }

    @Test
    void permit_lateReleaseFromBeforeTheOutage_addsNoProbe() {
        List<Permit> beforeOutage = List.of(fixture.acquire(), fixture.acquire(), fixture.acquire());
        fixture.open();
        fixture.waitUntilAvailable();
        for (int probe = 0; probe < 3; probe++) {
            fixture.acquire();
        }

        beforeOutage.forEach(Permit::released);

        assertThat(health.tryAcquire(null, Claim.FAIR)).isNull();
    }

    @Test
    void permit_ofAnEarlierClosedPeriod_doesNotCountInTheNext() {
        List<Permit> earlier = Stream.generate(fixture::acquire).limit(10).toList();
        fixture.open();
        fixture.waitUntilAvailable();
        for (int probe = 0; probe < 3; probe++) {
            fixture.succeed();
        }
        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);

        earlier.forEach(each -> fail(each, FailureKind.SERVER_ERROR));

        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
    }

    @ParameterizedTest
    @MethodSource("transitionsFromOutside")
    void permit_afterATransitionFromOutside_movesNothing(Consumer<CircuitBreaker> transition) {
        List<Permit> before = Stream.generate(fixture::acquire).limit(20).toList();
        transition.accept(fixture.breaker());
        CircuitBreaker.State state = fixture.breaker().getState();

        before.subList(0, 10).forEach(each -> fail(each, FailureKind.SERVER_ERROR));
        before.subList(10, 15).forEach(HealthFixture::succeed);
        before.subList(15, 20).forEach(Permit::released);

        assertThat(fixture.breaker().getState()).isEqualTo(state);
        assertThat(fixture.breaker().getMetrics().getNumberOfBufferedCalls()).isZero();
        assertThat(health.snapshot().inFlight()).isZero();
    }

    @Test
    void permit_ofAHalfOpenPeriodThatWasReplacedFromOutside_addsNoProbe() {
        fixture.open();
        fixture.waitUntilAvailable();
        Permit before = fixture.acquire();
        fixture.breaker().transitionToOpenState();
        fixture.breaker().transitionToHalfOpenState();
        for (int probe = 0; probe < 3; probe++) {
            fixture.acquire();
        }

        before.released();

        assertThat(health.tryAcquire(null, Claim.FAIR)).isNull();
    }

    @ParameterizedTest
    @MethodSource("ends")
    void permit_endedTwice_countsTheFirstEndOnly(Consumer<Permit> end) {
        Permit permit = fixture.acquire();
        end.accept(permit);
        HealthSnapshot once = health.snapshot();

        succeed(permit);
        fail(permit, FailureKind.SERVER_ERROR);
        rateLimit(permit, Duration.ofSeconds(30));
        permit.released();

        assertThat(health.snapshot()).isEqualTo(once);
        assertThat(once.inFlight()).isZero();
    }

    @Test
    void permits_upToTheMaximumConcurrency_areGiven() {
        HealthFixture limited = HealthFixture.withMaxConcurrency(2);
        Permit first = limited.acquire();
        limited.acquire();
        assertThat(limited.health.tryAcquire(null, Claim.FAIR)).isNull();
        assertThat(limited.health.state()).isEqualTo(ProviderState.CLOSED);
        assertThat(limited.health.nanosUntilAvailable(null)).isPositive();

        first.released();

        assertThat(limited.health.nanosUntilAvailable(null)).isZero();
        assertThat(limited.health.tryAcquire(null, Claim.FAIR)).isNotNull();
    }

    @Test
    void halfOpenQuota_refusedForConcurrency_isNotTouched() {
        HealthFixture limited = HealthFixture.withMaxConcurrency(1);
        limited.open();
        limited.waitUntilAvailable();
        Permit probe = limited.acquire();
        for (int i = 0; i < 10; i++) {
            assertThat(limited.health.tryAcquire(null, Claim.FAIR)).isNull();
        }

        succeed(probe);
        limited.succeed();
        limited.succeed();

        assertThat(limited.health.state()).isEqualTo(ProviderState.CLOSED);
    }

    @Test
    void permit_endedByTheCaller_isNoFailure() {
        fail(fixture.acquire(), FailureKind.CANCELLED);
        fail(fixture.acquire(), FailureKind.CALLER_DEADLINE);

        assertThat(health.snapshot().failed()).isZero();
        assertThat(health.snapshot().inFlight()).isZero();
    }

    @Test
    void permit_endedForWantOfThreadsOfOurOwn_isNoFailureOfTheProvider() {
        fail(fixture.acquire(), FailureKind.LOCAL_EXHAUSTION);

        assertThat(health.snapshot().failed()).isZero();
        assertThat(health.snapshot().lastFailure()).isNull();
        assertThat(health.snapshot().inFlight()).isZero();
    }
}
