package io.github.llmfailover.plan;

import static io.github.llmfailover.plan.PlanFixture.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverException;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.OnInterruption;
import io.github.llmfailover.StreamInterruptedException;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.FailureRules;
import io.github.llmfailover.plan.Decision.Ask;
import io.github.llmfailover.plan.Decision.Fail;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.provider.RetrySettings;
import io.github.llmfailover.provider.Timeouts;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a call does when its stream breaks after the caller has received something. */
class InterruptionTest {

    private static final Delivered TEXT = new Delivered("Once upon a time", true, false);

    private static final Failure CUT = failure(FailureKind.STREAM_CUT);

    @Test
    void interrupted_resumesAtTheNextProviderByInstruction() {
        PlanFixture fixture = new PlanFixture(settings(OnInterruption.RESUME, 2), provider("a"), provider("b"));
        CallPlan plan = fixture.stream();

        Attempt resumed = asked(plan.interrupted(committed(fixture, plan), CUT, TEXT));

        assertThat(resumed.member().name()).isEqualTo("b");
        assertThat(resumed.continuation()).isEqualTo(Continuation.INSTRUCTED);
        FailoverReport report = plan.succeeded(resumed, null, 1, 2);
        assertThat(report.provider()).isEqualTo("b");
        assertThat(report.failedOver()).isTrue();
        assertThat(report.attempts().get(0).failure()).isEqualTo(FailureKind.STREAM_CUT);
    }

    @Test
    void interrupted_targetThatTakesPrefill_isAskedByPrefill() {
        PlanFixture fixture = new PlanFixture(settings(OnInterruption.RESUME, 2), provider("a"), prefilling("b"));
        CallPlan plan = fixture.stream();

        assertThat(asked(plan.interrupted(committed(fixture, plan), CUT, TEXT)).continuation())
                .isEqualTo(Continuation.PREFILL);
    }

    @Test
    void prefillRejected_movesDownTheLadderAtTheSameProviderAndNeverHidesTheFirstFailure() {
        PlanFixture fixture = new PlanFixture(settings(OnInterruption.RESUME, 2), provider("a"), prefilling("b"));
        CallPlan plan = fixture.stream();
        Attempt prefill = asked(plan.interrupted(committed(fixture, plan), CUT, TEXT));

        Attempt instructed = asked(plan.failed(prefill, failure(FailureKind.INVALID_REQUEST)));
        assertThat(instructed.member().name()).isEqualTo("b");
        assertThat(instructed.continuation()).isEqualTo(Continuation.INSTRUCTED);
        Attempt restart = asked(plan.doesNotJoin(instructed));
        assertThat(restart.member().name()).isEqualTo("b");
        assertThat(restart.continuation()).isEqualTo(Continuation.RESTART);

        FailoverException exception = failed(plan.failed(restart, failure(FailureKind.INVALID_REQUEST)));

        assertThat(exception).isInstanceOf(StreamInterruptedException.class).hasCause(CUT.cause());
        assertThat(fixture.healths.get("b").snapshot().inFlight()).isZero();
    }

    @Test
    void notContinuable_restarts() {
        PlanFixture fixture = new PlanFixture(settings(OnInterruption.RESUME, 2), provider("a"), prefilling("b"));
        CallPlan plan = fixture.stream();

        Attempt next = asked(plan.interrupted(committed(fixture, plan), CUT, new Delivered("{\"a\":", false, false)));

        assertThat(next.continuation()).isEqualTo(Continuation.RESTART);
    }

    @Test
    void restartPolicy_restarts() {
        PlanFixture fixture = new PlanFixture(settings(OnInterruption.RESTART, 2), provider("a"), prefilling("b"));
        CallPlan plan = fixture.stream();

        assertThat(asked(plan.interrupted(committed(fixture, plan), CUT, TEXT)).continuation())
                .isEqualTo(Continuation.RESTART);
    }

    @Test
    void failPolicy_failsWithThePartialText() {
        PlanFixture fixture = new PlanFixture(settings(OnInterruption.FAIL, 2), provider("a"), provider("b"));
        CallPlan plan = fixture.stream();

        FailoverException exception = failed(plan.interrupted(committed(fixture, plan), CUT, TEXT));

        assertThat(exception)
                .isInstanceOfSatisfying(StreamInterruptedException.class, broken -> assertThat(broken.partialText())
                        .isEqualTo("Once upon a time"));
    }

    @Test
    void toolCallsHandedOver_failVisibly() {
        PlanFixture fixture = new PlanFixture(settings(OnInterruption.RESUME, 2), provider("a"), provider("b"));
        CallPlan plan = fixture.stream();

        FailoverException exception =
                failed(plan.interrupted(committed(fixture, plan), CUT, new Delivered("", false, true)));

        assertThat(exception).isInstanceOf(StreamInterruptedException.class);
    }

    @Test
    void resumes_areBounded() {
        PlanFixture fixture =
                new PlanFixture(settings(OnInterruption.RESUME, 1), provider("a"), provider("b"), provider("c"));
        CallPlan plan = fixture.stream();
        Attempt resumed = asked(plan.interrupted(committed(fixture, plan), CUT, TEXT));
        plan.firstToken(resumed);

        FailoverException exception = failed(plan.interrupted(
                resumed, failure(FailureKind.STALLED), new Delivered("Once upon a time there", true, false)));

        assertThat(exception)
                .isInstanceOfSatisfying(StreamInterruptedException.class, broken -> assertThat(broken.partialText())
                        .isEqualTo("Once upon a time there"))
                .hasCause(CUT.cause());
    }

    @Test
    void nobodyLeftToGoOn_failsWithTheInterruption() {
        PlanFixture fixture = new PlanFixture(settings(OnInterruption.RESUME, 2), provider("a"));
        CallPlan plan = fixture.stream();

        assertThat(failed(plan.interrupted(committed(fixture, plan), CUT, TEXT)))
                .isInstanceOf(StreamInterruptedException.class);
    }

    @Test
    void streamThatOutlivedItsDeadline_stillHasTimeToBeCarriedOn() {
        PlanFixture fixture = new PlanFixture(settings(OnInterruption.RESUME, 2), provider("a"), provider("b"));
        CallPlan plan = fixture.stream();
        Attempt attempt = committed(fixture, plan);
        fixture.time.advance(Duration.ofMinutes(10));

        Attempt resumed = asked(plan.interrupted(attempt, CUT, TEXT));

        assertThat(resumed.deadline().left(fixture.time.nanoTime()))
                .isEqualTo(Duration.ofSeconds(120).toNanos());
    }

    @Test
    void rateLimitInTheMiddle_nowhereElseToGo_isAskedAgainOnlyAfterEachRest() {
        PlanFixture fixture = new PlanFixture(
                new PlanSettings(Duration.ofSeconds(120), 6, WhenUnavailable.WAIT, OnInterruption.RESUME, 2, false),
                provider("a"));
        CallPlan plan = fixture.stream();
        Decision next = plan.interrupted(committed(fixture, plan), failure(FailureKind.RATE_LIMITED), TEXT);
        int again = 0;
        while (!(next instanceof Fail)) {
            long before = fixture.time.nanoTime();
            Attempt attempt = fixture.asked(plan, next);
            again++;
            assertThat(Duration.ofNanos(fixture.time.nanoTime() - before))
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            plan.firstToken(attempt);
            next = plan.interrupted(attempt, failure(FailureKind.RATE_LIMITED), TEXT);
        }

        assertThat(again).as("as many as it may resume").isEqualTo(2);
        assertThat(failed(next)).isInstanceOf(StreamInterruptedException.class);
        assertThat(fixture.healths.get("a").snapshot().inFlight()).isZero();
    }

    @Test
    void continuationThatFails_isRetriedWithinTheBudgetLikeAnyRequest() {
        for (int perSecond : new int[] {0, 10}) {
            PlanFixture fixture = new PlanFixture(
                    settings(OnInterruption.RESUME, 2),
                    FailureRules.defaults(),
                    perSecond,
                    provider("a"),
                    provider("b"),
                    provider("c"));
            CallPlan plan = fixture.stream();
            Attempt resumed = asked(plan.interrupted(committed(fixture, plan), CUT, TEXT));

            Attempt next = fixture.asked(plan, plan.failed(resumed, failure(FailureKind.SERVER_ERROR)));

            assertThat(next.member().name()).isEqualTo(perSecond == 0 ? "c" : "b");
            assertThat(next.continuation()).isEqualTo(Continuation.INSTRUCTED);
        }
    }

    private static Attempt committed(PlanFixture fixture, CallPlan plan) {
        Attempt attempt = fixture.asked(plan, plan.next());
        plan.firstToken(attempt);
        return attempt;
    }

    private static Attempt asked(Decision decision) {
        assertThat(decision).isInstanceOf(Ask.class);
        return ((Ask) decision).attempt();
    }

    private static FailoverException failed(Decision decision) {
        assertThat(decision).isInstanceOf(Fail.class);
        return ((Fail) decision).exception();
    }

    private static PlanSettings settings(OnInterruption policy, int maxResumes) {
        return new PlanSettings(Duration.ofSeconds(120), 6, WhenUnavailable.FAIL, policy, maxResumes, false);
    }

    private static ProviderSettings provider(String name) {
        return ProviderSettings.named(name);
    }

    private static ProviderSettings prefilling(String name) {
        return new ProviderSettings(
                name, null, null, Timeouts.DEFAULTS, RetrySettings.DEFAULTS, Set.of(), Set.of("prefill"), 0);
    }
}
