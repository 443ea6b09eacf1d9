package io.github.llmfailover.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.CallMode;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.OnInterruption;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.TokenUsage;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.FailureRules;
import io.github.llmfailover.health.Claim;
import io.github.llmfailover.health.Permit;
import io.github.llmfailover.plan.Decision.Ask;
import io.github.llmfailover.plan.Decision.Fail;
import io.github.llmfailover.plan.Decision.Hold;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.provider.RetrySettings;
import io.github.llmfailover.provider.Timeouts;
import io.github.llmfailover.routing.Requirements;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When a second provider is asked beside a slow one, and which of the two serves. */
class HedgingTest {

    @Test
    void slowAttempt_isHedgedByTheNextOfTheChain() {
        PlanFixture fixture = fixture(0.05);
        CallPlan plan = fixture.call();
        Attempt first = fixture.asked(plan, plan.next());

        Attempt second = plan.hedge(first);

        assertThat(plan.hedgeAfterNanos(first)).isEqualTo(Duration.ofSeconds(3).toNanos());
        assertThat(second.member().name()).isEqualTo("b");
        assertThat(fixture.switches).as("the call has not gone over yet").isEmpty();
    }

    @Test
    void quickerHedge_servesAndIsReportedAsAFailover() {
        PlanFixture fixture = fixture(0.05);
        CallPlan plan = fixture.call();
        Attempt first = fixture.asked(plan, plan.next());
        Attempt second = plan.hedge(first);

        assertThat(plan.claims(second)).isTrue();
        assertThat(plan.claims(first)).isFalse();
        first.used(TokenUsage.reported(7, 0));
        plan.superseded(first);
        FailoverReport report = plan.succeeded(second, null, 1, 2);

        assertThat(report.provider()).isEqualTo("b");
        assertThat(report.failedOver()).isTrue();
        assertThat(report.attempts()).extracting(AttemptReport::failure).containsExactly(FailureKind.SUPERSEDED, null);
        assertThat(report.wasted().input()).isEqualTo(7);
        assertThat(fixture.switches).singleElement().satisfies(event -> {
            assertThat(event.from()).isEqualTo("a");
            assertThat(event.to()).isEqualTo("b");
            assertThat(event.reason()).isEqualTo(FailureKind.SUPERSEDED);
        });
        assertNothingBlamedOrLeft(fixture);
    }

    @Test
    void firstToCommit_keepsTheCall_whateverTheOtherDoes() {
        PlanFixture fixture = fixture(0.05);
        CallPlan plan = fixture.stream();
        Attempt first = fixture.asked(plan, plan.next());
        Attempt second = plan.hedge(first);

        assertThat(plan.firstToken(first)).isTrue();
        assertThat(plan.firstToken(second)).isFalse();
        assertThat(plan.isWanted(second)).isFalse();
        assertThat(plan.failed(second, PlanFixture.failure(FailureKind.SERVER_ERROR)))
                .isInstanceOf(Hold.class);

        assertThat(plan.succeeded(first, null, 0, 0).failedOver()).isFalse();
        assertNothingBlamedOrLeft(fixture);
        assertThat(fixture.switches).isEmpty();
    }

    @Test
    void failureOfOne_leavesTheCallToTheOther_andOnlyThenGoesOn() {
        PlanFixture fixture = fixture(0.05);
        CallPlan plan = fixture.call();
        Attempt first = fixture.asked(plan, plan.next());
        Attempt second = plan.hedge(first);

        assertThat(plan.failed(first, PlanFixture.failure(FailureKind.SERVER_ERROR)))
                .as("not retried while the other goes on")
                .isInstanceOf(Hold.class);
        Decision next = plan.failed(second, PlanFixture.failure(FailureKind.NO_RESPONSE));

        assertThat(next).isInstanceOfSatisfying(Ask.class, ask -> assertThat(
                        ask.attempt().member().name())
                .isEqualTo("c"));
        assertThat(plan.hedge(((Ask) next).attempt())).as("one hedge in a call").isNull();
    }

    @Test
    void requestsOwnFault_seenByTheHedge_endsBoth() {
        PlanFixture fixture = fixture(0.05);
        CallPlan plan = fixture.call();
        Attempt first = fixture.asked(plan, plan.next());
        Attempt second = plan.hedge(first);

        Decision next = plan.failed(second, PlanFixture.failure(FailureKind.CONTENT_FILTERED));

        assertThat(next).isInstanceOf(Fail.class);
        assertThat(fixture.healths.get("a").snapshot().inFlight()).isZero();
        assertThat(plan.failed(first, PlanFixture.failure(FailureKind.SERVER_ERROR)))
                .isInstanceOf(Hold.class);
        assertThat(fixture.healths.get("a").snapshot().failed()).isZero();
    }

    @Test
    void hedgeOfACallThatHasEnded_claimsNothing() {
        PlanFixture fixture = fixture(0.05);
        CallPlan plan = fixture.stream();
        Attempt first = fixture.asked(plan, plan.next());
        Attempt second = plan.hedge(first);
        plan.failed(first, PlanFixture.failure(FailureKind.INVALID_REQUEST));

        assertThat(plan.isWanted(second)).isFalse();
        assertThat(plan.firstToken(second)).isFalse();
        assertThat(fixture.calls).isEqualTo(1);
        assertNothingBlamedOrLeft(fixture, "b");
    }

    @Test
    void callThatEndsInAFailure_reportsTheRequestThatWasUnderWayBesideIt() {
        PlanFixture fixture = fixture(0.05);
        CallPlan plan = fixture.call();
        Attempt first = fixture.asked(plan, plan.next());
        plan.hedge(first);

        Decision next = plan.failed(first, PlanFixture.failure(FailureKind.CONTENT_FILTERED));

        assertThat(((Fail) next).exception().report().attempts())
                .extracting(AttemptReport::failure)
                .containsExactly(FailureKind.CONTENT_FILTERED, FailureKind.SUPERSEDED);
    }

    @Test
    void testOfAProviderThatMayHaveRecovered_isNotHedged_soThatItDecidesSomething() {
        PlanFixture fixture = fixture(1);
        for (int i = 0; i < 5; i++) {
            Permit permit = fixture.healths.get("a").tryAcquire(null, Claim.FAIR);
            permit.failed(
                    PlanFixture.failure(FailureKind.NO_FIRST_TOKEN),
                    FailureKind.NO_FIRST_TOKEN.defaultReaction(),
                    1,
                    false);
        }
        assertThat(fixture.healths.get("a").state()).isEqualTo(ProviderState.OPEN);
        fixture.time.advance(Duration.ofSeconds(11));
        CallPlan plan = fixture.stream();
        Attempt test = fixture.asked(plan, plan.next());

        assertThat(test.member().name()).isEqualTo("a");
        assertThat(fixture.healths.get("a").state()).isEqualTo(ProviderState.HALF_OPEN);
        assertThat(plan.hedgeAfterNanos(test)).isEqualTo(Long.MAX_VALUE);
        assertThat(plan.hedge(test)).isNull();
    }

    @Test
    void committedStream_isNotHedged() {
        PlanFixture fixture = fixture(1);
        CallPlan plan = fixture.stream();
        Attempt first = fixture.asked(plan, plan.next());
        plan.firstToken(first);

        assertThat(plan.hedge(first)).isNull();
    }

    @Test
    void endedAttempt_isNotHedged() {
        PlanFixture fixture = fixture(1);
        CallPlan plan = fixture.call();
        Attempt first = fixture.asked(plan, plan.next());
        plan.cancelled(first);

        assertThat(plan.hedge(first)).isNull();
        assertNothingBlamedOrLeft(fixture);
    }

    @Test
    void providerWithoutTheRequiredTag_isNoHedge() {
        PlanFixture fixture = fixture(1);
        CallPlan plan = fixture.call(new Requirements(null, Set.of("eu")), null);
        Attempt first = fixture.asked(plan, plan.next());

        assertThat(first.member().name()).isEqualTo("a");
        assertThat(plan.hedge(first)).isNull();
    }

    @Test
    void hedges_areAShareOfTheCalls() {
        PlanFixture fixture = fixture(0.05);
        int hedged = 0;
        for (int i = 0; i < 1_000; i++) {
            CallPlan plan = fixture.call();
            Attempt first = fixture.asked(plan, plan.next());
            if (plan.hedge(first) != null) {
                hedged++;
            }
            plan.cancelled(first);
            fixture.time.advance(Duration.ofSeconds(1));
        }

        assertThat(hedged).isBetween(50, 51);
    }

    @Test
    void hedges_comeOutOfTheBudgetOfRetries() {
        PlanFixture fixture = new PlanFixture(settings(1), FailureRules.defaults(), 0, provider("a"), provider("b"));
        CallPlan plan = fixture.call();
        Attempt first = fixture.asked(plan, plan.next());

        assertThat(fixture.budget.available()).isLessThan(1);
        assertThat(plan.hedge(first)).isNull();
        plan.cancelled(first);
        assertNothingBlamedOrLeft(fixture);
    }

    @Test
    void ownPercentile_takesThePlaceOfTheFixedTime_onceThereIsEnough() {
        PlanFixture fixture = new PlanFixture(
                settings(new HedgeSettings(true, Duration.ofSeconds(3), true, 0.05)), provider("a"), provider("b"));
        CallPlan before = fixture.call();
        Attempt early = fixture.asked(before, before.next());
        assertThat(before.hedgeAfterNanos(early))
                .isEqualTo(Duration.ofSeconds(3).toNanos());
        before.cancelled(early);

        for (int i = 0; i < 30; i++) {
            Permit permit = fixture.healths.get("a").tryAcquire(null, Claim.FAIR);
            permit.succeeded(
                    Duration.ofMillis(200).toNanos(), Duration.ofMillis(800).toNanos(), 0, 0);
            fixture.time.advance(Duration.ofMillis(100));
        }
        CallPlan call = fixture.call();
        CallPlan stream = fixture.stream();

        assertThat(Duration.ofNanos(call.hedgeAfterNanos(fixture.asked(call, call.next()))))
                .isBetween(Duration.ofMillis(790), Duration.ofMillis(820));
        assertThat(Duration.ofNanos(stream.hedgeAfterNanos(fixture.asked(stream, stream.next()))))
                .isBetween(Duration.ofMillis(195), Duration.ofMillis(210));
    }

    @Test
    void requestThatMustNotBeHedged_isNot() {
        PlanFixture fixture = fixture(1);
        CallPlan plan = fixture.begin(CallMode.CALL, new CallTerms(null, null, null, null, false));
        Attempt first = fixture.asked(plan, plan.next());

        assertThat(plan.hedgeAfterNanos(first)).isEqualTo(Long.MAX_VALUE);
        assertThat(plan.hedge(first)).isNull();
    }

    private static void assertNothingBlamedOrLeft(PlanFixture fixture) {
        fixture.healths.all().keySet().forEach(provider -> assertNothingBlamedOrLeft(fixture, provider));
    }

    private static void assertNothingBlamedOrLeft(PlanFixture fixture, String provider) {
        assertThat(fixture.healths.get(provider).snapshot().failed())
                .as(provider)
                .isZero();
        assertThat(fixture.healths.get(provider).snapshot().inFlight())
                .as(provider)
                .isZero();
    }

    private static PlanFixture fixture(double ratio) {
        return new PlanFixture(settings(ratio), provider("a"), provider("b"), provider("c"));
    }

    private static PlanSettings settings(double ratio) {
        return settings(new HedgeSettings(true, Duration.ofSeconds(3), false, ratio));
    }

    private static PlanSettings settings(HedgeSettings hedging) {
        return new PlanSettings(
                Duration.ofSeconds(120), 6, WhenUnavailable.FAIL, OnInterruption.RESUME, 2, false, hedging);
    }

    private static ProviderSettings provider(String name) {
        return new ProviderSettings(
                name,
                null,
                null,
                Timeouts.DEFAULTS,
                RetrySettings.DEFAULTS,
                name.equals("a") ? Set.of("eu") : Set.of(),
                Set.of(),
                0);
    }
}
