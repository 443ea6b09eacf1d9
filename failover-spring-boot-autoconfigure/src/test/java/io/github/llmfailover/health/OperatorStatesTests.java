package io.github.llmfailover.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.OperatorAction;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.failure.FailureKind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an operator's actions do to one provider, in virtual time. */
class OperatorStatesTests {

    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private final HealthFixture fixture = new HealthFixture();

    private final ProviderHealth health = fixture.health;

    private void hold(OperatorAction action) {
        Instant now = fixture.time.now();
        health.hold(new OperatorHold(action, now, now.plus(TEN_MINUTES), "ann"));
    }

    @ParameterizedTest
    @EnumSource(names = {"DRAIN", "DISABLE", "FORCE_OPEN"})
    void provider_held_isGivenNothingOnAnyGroundsAndComesBackByItself(OperatorAction action) {
        hold(action);

        assertThat(health.state()).isEqualTo(action.held());
        assertThat(health.state("some-model")).isEqualTo(action.held());
        for (Claim claim : Claim.values()) {
            assertThat(health.tryAcquire(null, claim)).isNull();
            assertThat(health.tryAcquire("some-model", claim)).isNull();
        }
        assertThat(health.acquireAnyway(null)).isNull();
        assertThat(health.nanosUntilAvailable(null)).isEqualTo(TEN_MINUTES.toNanos());
        assertThat(health.canServe()).isFalse();
        assertThat(health.snapshot().admission()).isZero();
        assertThat(health.snapshot().availableAgainAt())
                .isEqualTo(fixture.time.now().plus(TEN_MINUTES));
        assertThat(Objects.requireNonNull(health.operatorHold()).by()).isEqualTo("ann");

        fixture.time.advance(TEN_MINUTES.minusNanos(1));
        assertThat(health.state()).isEqualTo(action.held());
        fixture.time.advance(Duration.ofNanos(1));

        assertThat(health.operatorHold()).isNull();
        fixture.succeed();
    }

    @ParameterizedTest
    @EnumSource(names = {"DRAIN", "DISABLE", "FORCE_OPEN"})
    void end_ofTheTime_isToldWithNobodyLooking(OperatorAction action) {
        hold(action);
        fixture.time.advance(TEN_MINUTES);

        String back = action == OperatorAction.FORCE_OPEN ? "HALF_OPEN" : "CLOSED";
        assertThat(fixture.transitions()).containsExactly("CLOSED->" + action.held(), action.held() + "->" + back);
        assertThat(fixture.changes.get(0).availableAgainAt())
                .isEqualTo(fixture.changes.get(0).at().plus(TEN_MINUTES));
    }

    @Test
    void end_ofTheTime_whereTheTimerIsLate_isNoticedByTheNextCall() {
        io.github.llmfailover.time.ShiftableTime time = new io.github.llmfailover.time.ShiftableTime();
        ProviderHealth late = ProviderHealths.create(
                        List.of(HealthSettings.named("openai")),
                        fixture.registry,
                        time,
                        new java.util.Random(1),
                        fixture)
                .get("openai");
        Instant now = time.now();
        late.hold(new OperatorHold(OperatorAction.FORCE_OPEN, now, now.plus(TEN_MINUTES), null));

        // Tasks that are scheduled already are not moved by this.
        time.jump(TEN_MINUTES.plusSeconds(1));

        assertThat(late.tryAcquire(null, Claim.NEEDED)).isNotNull();
        assertThat(late.state()).isEqualTo(ProviderState.HALF_OPEN);
        assertThat(fixture.transitions()).containsExactly("CLOSED->FORCED_OPEN", "FORCED_OPEN->HALF_OPEN");
    }

    @Test
    void drain_underCallsInFlight_letsThemFinishAndCountsThem() {
        Permit permit = fixture.acquire();
        hold(OperatorAction.DRAIN);

        assertThat(health.snapshot().inFlight()).isOne();
        HealthFixture.succeed(permit);

        assertThat(health.snapshot().inFlight()).isZero();
        assertThat(health.snapshot().succeeded()).isOne();
        assertThat(health.state()).isEqualTo(ProviderState.DRAINING);
    }

    @ParameterizedTest
    @EnumSource(OperatorAction.class)
    void permits_fromBeforeAnAction_moveTheStateNeitherThenNorLater(OperatorAction action) {
        List<Permit> before =
                List.of(fixture.acquire(), fixture.acquire(), fixture.acquire(), fixture.acquire(), fixture.acquire());
        Permit limited = fixture.acquire();
        Permit rejected = fixture.acquire();
        Permit usedUp = fixture.acquire();
        switch (action) {
            case ENABLE -> health.enable();
            case RESET -> health.reset();
            default -> hold(action);
        }
        before.forEach(permit -> HealthFixture.fail(permit, FailureKind.SERVER_ERROR));
        HealthFixture.rateLimit(limited, Duration.ofMinutes(5));
        HealthFixture.fail(rejected, FailureKind.AUTHENTICATION);
        usedUp.usedUp(Duration.ofSeconds(50));
        HealthFixture.succeed(usedUp);
        health.enable();

        assertThat(health.state())
                .isEqualTo(action == OperatorAction.FORCE_OPEN ? ProviderState.HALF_OPEN : ProviderState.CLOSED);
        assertThat(fixture.breaker().getMetrics().getNumberOfFailedCalls()).isZero();
        assertThat(health.snapshot().failed()).isEqualTo(7);
        assertThat(health.snapshot().inFlight()).isZero();
        // That is no state, and people want to hear of it.
        assertThat(fixture.rejections).hasSize(1);
    }

    @Test
    void permits_ofAHalfOpenBreaker_giveTheirPermissionBackAfterADrain() {
        fixture.open();
        fixture.waitUntilAvailable();
        List<Permit> probes = List.of(fixture.acquire(), fixture.acquire(), fixture.acquire());
        hold(OperatorAction.DRAIN);
        probes.forEach(HealthFixture::succeed);
        health.enable();

        assertThat(health.state()).isEqualTo(ProviderState.HALF_OPEN);
        fixture.recover();
        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
    }

    @Test
    void forceOpen_showsInTheBreakerItselfAndComesBackToBeTested() {
        hold(OperatorAction.FORCE_OPEN);
        assertThat(fixture.breaker().getState()).isEqualTo(CircuitBreaker.State.FORCED_OPEN);

        fixture.time.advance(TEN_MINUTES);
        assertThat(fixture.breaker().getState()).isEqualTo(CircuitBreaker.State.HALF_OPEN);
        fixture.recover();

        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
    }

    @Test
    void breaker_thatIsSwitchedOff_isHeldAllTheSameAndStaysSwitchedOff() {
        fixture.breaker().transitionToDisabledState();
        hold(OperatorAction.FORCE_OPEN);
        assertThat(health.tryAcquire(null, Claim.NEEDED)).isNull();

        health.reset();

        assertThat(fixture.breaker().getState()).isEqualTo(CircuitBreaker.State.DISABLED);
        assertThat(health.tryAcquire(null, Claim.NEEDED)).isNotNull();
    }

    @Test
    void disable_afterForceOpen_leavesNoBreakerForcedOpen() {
        hold(OperatorAction.FORCE_OPEN);
        hold(OperatorAction.DISABLE);
        health.enable();

        assertThat(health.state()).isEqualTo(ProviderState.HALF_OPEN);
        assertThat(health.nanosUntilAvailable(null)).isZero();
    }

    @Test
    void enable_ofAProviderThatIsOutForAReasonOfItsOwn_leavesIt() {
        fixture.open();
        hold(OperatorAction.DISABLE);
        assertThat(health.state()).isEqualTo(ProviderState.DISABLED);

        health.enable();

        assertThat(health.state()).isEqualTo(ProviderState.OPEN);
    }

    @Test
    void enable_ofABreakerThatSomebodyElseForcedOpen_letsItBeTested() {
        fixture.breaker().transitionToForcedOpenState();
        assertThat(health.state()).isEqualTo(ProviderState.FORCED_OPEN);

        health.enable();

        assertThat(health.state()).isEqualTo(ProviderState.HALF_OPEN);
    }

    @Test
    void reset_forgetsBreakerRestsModelsAndGrowth() {
        fixture.open();
        fixture.waitUntilAvailable();
        HealthFixture.fail(fixture.acquire(), FailureKind.SERVER_ERROR);
        for (int probe = 0; health.state() == ProviderState.HALF_OPEN && probe < 3; probe++) {
            HealthFixture.fail(fixture.acquire(), FailureKind.SERVER_ERROR);
        }
        assertThat(health.nanosUntilAvailable(null))
                .isGreaterThan(Duration.ofSeconds(11).toNanos());
        health.reset();
        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);

        fixture.open("some-model", FailureKind.OVERLOADED);
        HealthFixture.rateLimit(fixture.acquire(), Duration.ofMinutes(5));
        fixture.health.reset();

        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
        assertThat(health.state("some-model")).isEqualTo(ProviderState.CLOSED);
        assertThat(health.snapshot().otherModels()).isEmpty();
        fixture.open();
        assertThat(health.nanosUntilAvailable(null))
                .isLessThanOrEqualTo(Duration.ofSeconds(10).plusNanos(1).toNanos());
    }

    @Test
    void reset_ofADrainedProvider_bringsItBack() {
        hold(OperatorAction.DRAIN);
        health.reset();

        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
        assertThat(health.operatorHold()).isNull();
    }

    @Test
    void hold_renewed_endsAtTheNewTime() {
        hold(OperatorAction.DRAIN);
        fixture.time.advance(Duration.ofMinutes(9));
        hold(OperatorAction.DISABLE);
        fixture.time.advance(Duration.ofMinutes(9));
        assertThat(health.state()).isEqualTo(ProviderState.DISABLED);

        fixture.time.advance(Duration.ofMinutes(1));

        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
        assertThat(fixture.transitions()).containsExactly("CLOSED->DRAINING", "DRAINING->DISABLED", "DISABLED->CLOSED");
    }

    @Test
    void holds_thatAreReplacedOrEnded_leaveNoTaskBehind() {
        hold(OperatorAction.DRAIN);
        hold(OperatorAction.DISABLE);
        assertThat(fixture.time.pendingTasks()).isOne();

        health.enable();

        assertThat(fixture.time.pendingTasks()).isZero();
    }

    @Test
    void drill_asksInAnyStateButLeavesCallersASlotAndCountsNowhere() {
        HealthFixture two = HealthFixture.withMaxConcurrency(2);
        Instant now = two.time.now();
        two.health.hold(new OperatorHold(OperatorAction.DISABLE, now, now.plus(TEN_MINUTES), null));

        Permit drill = Objects.requireNonNull(two.health.acquireForDrill());
        assertThat(two.health.acquireForDrill()).isNull();
        two.health.enable();
        Permit caller = two.acquire();
        assertThat(two.health.acquireForDrill()).isNull();
        drill.released();
        caller.released();

        assertThat(two.health.snapshot().inFlight()).isZero();
        assertThat(two.health.snapshot().succeeded() + two.health.snapshot().failed())
                .isZero();
        assertThat(HealthFixture.withMaxConcurrency(1).health.acquireForDrill()).isNull();
    }
}
