package io.github.llmfailover.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.DeadlineExceededException;
import io.github.llmfailover.RequestTimeouts;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.health.Claim;
import io.github.llmfailover.health.HealthSnapshot;
import io.github.llmfailover.health.Permit;
import io.github.llmfailover.plan.Decision.Ask;
import io.github.llmfailover.plan.Decision.Fail;
import io.github.llmfailover.plan.Decision.Wait;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.provider.RetrySettings;
import io.github.llmfailover.provider.Timeouts;
import io.github.llmfailover.routing.Requirements;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How long a call and each of its attempts may take, and who is to blame where that is not enough. */
class DeadlineTest {

    @Test
    void attempt_hasItsProvidersLimit_whereTheDeadlineIsFar() {
        PlanFixture fixture = new PlanFixture(PlanSettings.DEFAULTS, provider("a"), provider("b"));
        CallPlan plan = fixture.call();

        assertThat(limitOf(fixture.asked(plan, plan.next()))).isEqualTo(Timeouts.DEFAULTS.response());
    }

    @Test
    void nearDeadline_isSharedByThoseWhoMayHaveToBeAsked() {
        PlanFixture fixture = new PlanFixture(PlanSettings.DEFAULTS, provider("a"), provider("b"), provider("c"));
        CallPlan plan = plan(fixture, Duration.ofSeconds(4));
        Attempt first = fixture.asked(plan, plan.next());
        assertThat(limitOf(first)).isEqualTo(Duration.ofSeconds(2));

        fixture.time.advance(Duration.ofSeconds(2));
        Attempt second = fixture.asked(plan, plan.failed(first, Failure.of(FailureKind.NO_RESPONSE)));
        assertThat(limitOf(second)).isEqualTo(Duration.ofSeconds(1));

        fixture.time.advance(Duration.ofSeconds(1));
        Attempt third = fixture.asked(plan, plan.failed(second, Failure.of(FailureKind.NO_RESPONSE)));
        assertThat(limitOf(third)).as("there is nobody after it").isEqualTo(Timeouts.DEFAULTS.response());
    }

    @Test
    void othersThatAreOut_areKeptNoTime() {
        PlanFixture fixture = new PlanFixture(PlanSettings.DEFAULTS, provider("a"), provider("b"));
        for (int i = 0; i < 5; i++) {
            CallPlan onB = fixture.call(new Requirements("b", Set.of()), null);
            onB.failed(fixture.asked(onB, onB.next()), Failure.of(FailureKind.NO_RESPONSE));
        }
        CallPlan plan = plan(fixture, Duration.ofSeconds(4));

        assertThat(limitOf(fixture.asked(plan, plan.next()))).isEqualTo(Timeouts.DEFAULTS.response());
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureKind.class,
            names = {"NO_FIRST_TOKEN", "NO_RESPONSE"})
    void limitThatTheCallersDeadlineShortened_blamesNobody(FailureKind kind) {
        PlanFixture fixture = new PlanFixture(PlanSettings.DEFAULTS, provider("a"), provider("b"));
        for (int i = 0; i < 20; i++) {
            CallPlan plan = plan(fixture, Duration.ofSeconds(1));
            Decision next = plan.failed(fixture.asked(plan, plan.next()), Failure.of(kind));
            assertThat(next).isInstanceOf(Ask.class);
            plan.cancelled(((Ask) next).attempt());
        }

        HealthSnapshot a = fixture.healths.get("a").snapshot();
        assertThat(a.available()).isTrue();
        assertThat(a.failed()).isZero();
        assertThat(a.inFlight()).isZero();
    }

    @Test
    void callersOwnTinyTimeout_benchesNobody() {
        PlanFixture fixture = new PlanFixture(PlanSettings.DEFAULTS, provider("a"), provider("b"));
        RequestTimeouts tiny = RequestTimeouts.AS_CONFIGURED
                .withFirstToken(Duration.ofMillis(1))
                .withResponse(Duration.ofMillis(1))
                .withStall(Duration.ofMillis(1));
        for (FailureKind kind : new FailureKind[] {FailureKind.NO_RESPONSE, FailureKind.STALLED}) {
            for (int i = 0; i < 20; i++) {
                CallPlan plan = fixture.begin(CallMode.CALL, new CallTerms(null, null, null, tiny, true));
                Decision next = plan.failed(fixture.asked(plan, plan.next()), Failure.of(kind));
                plan.cancelled(((Ask) next).attempt());
            }
        }

        assertThat(fixture.healths.get("a").snapshot().available()).isTrue();
        assertThat(fixture.healths.get("a").snapshot().failed()).isZero();
    }

    @Test
    void configuredDeadlineThatIsTooShort_doesNotHideAProviderThatHangs() {
        PlanSettings settings = new PlanSettings(Duration.ofSeconds(2), 6, WhenUnavailable.FAIL);
        PlanFixture fixture = new PlanFixture(settings, provider("a"), provider("b"));
        for (int i = 0; i < 5; i++) {
            CallPlan plan = fixture.call();
            Decision next = plan.failed(fixture.asked(plan, plan.next()), Failure.of(FailureKind.NO_RESPONSE));
            plan.cancelled(((Ask) next).attempt());
        }

        assertThat(fixture.healths.get("a").snapshot().available()).isFalse();
    }

    @Test
    void pointInTime_boundsTheCall() {
        PlanFixture fixture = new PlanFixture(PlanSettings.DEFAULTS, provider("a"));
        CallPlan plan = fixture.begin(CallMode.CALL, until(fixture, Duration.ofSeconds(3)));

        assertThat(plan.deadline().left(fixture.time.nanoTime()))
                .isEqualTo(Duration.ofSeconds(3).toNanos());
    }

    @Test
    void pointInTimeThatHasPassed_asksNobody() {
        PlanFixture fixture = new PlanFixture(PlanSettings.DEFAULTS, provider("a"));
        CallPlan plan = fixture.begin(CallMode.CALL, until(fixture, Duration.ofSeconds(-1)));

        assertThat(plan.next()).isInstanceOfSatisfying(Fail.class, fail -> assertThat(fail.exception())
                .isInstanceOf(DeadlineExceededException.class));
        assertThat(fixture.attempts).isEmpty();
    }

    @Test
    void deadlineOfTheRequest_goesBeforeThatOfTheContext() {
        PlanFixture fixture = new PlanFixture(PlanSettings.DEFAULTS, provider("a"));
        CallTerms both = new CallTerms(Duration.ofSeconds(9), fixture.time.now().plusSeconds(3), null, null, true);

        assertThat(fixture.begin(CallMode.CALL, both).deadline().left(fixture.time.nanoTime()))
                .isEqualTo(Duration.ofSeconds(9).toNanos());
    }

    @Test
    void brokenStream_isCarriedOnWithinAPointInTime_butWithinAFreshDuration() {
        PlanFixture fixture = new PlanFixture(PlanSettings.DEFAULTS, provider("a"), provider("b"));
        for (boolean absolute : new boolean[] {true, false}) {
            CallPlan plan = fixture.begin(
                    CallMode.STREAM,
                    absolute
                            ? until(fixture, Duration.ofSeconds(5))
                            : new CallTerms(Duration.ofSeconds(5), null, null, null, true));
            Attempt first = fixture.asked(plan, plan.next());
            plan.firstToken(first);
            fixture.time.advance(Duration.ofSeconds(6));

            Decision next =
                    plan.interrupted(first, Failure.of(FailureKind.STREAM_CUT), new Delivered("Once", true, false));

            assertThat(next).isInstanceOf(absolute ? Fail.class : Ask.class);
        }
    }

    @Test
    void providerThatIsUsuallySlowerThanWhatIsLeft_isNotAskedWhereAnotherIsQuicker() {
        PlanFixture fixture = new PlanFixture(PlanSettings.DEFAULTS, provider("a"), provider("b"));
        usually(fixture, "a", Duration.ofSeconds(5));
        usually(fixture, "b", Duration.ofMillis(300));
        CallPlan hurried = plan(fixture, Duration.ofSeconds(2));
        CallPlan patient = plan(fixture, Duration.ofSeconds(20));

        assertThat(fixture.asked(hurried, hurried.next()).member().name()).isEqualTo("b");
        assertThat(fixture.asked(patient, patient.next()).member().name()).isEqualTo("a");
        assertThat(fixture.healths.get("a").inFlight())
                .as("permits of the one passed over")
                .isEqualTo(1);
    }

    @Test
    void providerThatIsUsuallySlowerThanWhatIsLeft_isAskedWhereNobodyIsQuicker() {
        PlanFixture fixture = new PlanFixture(PlanSettings.DEFAULTS, provider("a"), provider("b"));
        usually(fixture, "a", Duration.ofSeconds(5));
        usually(fixture, "b", Duration.ofSeconds(6));
        CallPlan hurried = plan(fixture, Duration.ofSeconds(2));

        assertThat(fixture.asked(hurried, hurried.next()).member().name()).isEqualTo("a");
        assertThat(fixture.healths.get("b").inFlight()).isZero();
    }

    @Test
    void preferredProviderThatRestsShortly_isWaitedForRatherThanPassedOver() {
        PlanFixture fixture = new PlanFixture(
                PlanSettings.DEFAULTS, provider("a", Duration.ofSeconds(3)), provider("b", Duration.ofSeconds(3)));
        CallPlan limited = fixture.call();
        limited.failed(fixture.asked(limited, limited.next()), rateLimited(Duration.ofSeconds(2)));

        CallPlan plan = fixture.call();
        Decision next = plan.next();

        assertThat(next).isInstanceOfSatisfying(Wait.class, wait -> assertThat(Duration.ofNanos(wait.nanos()))
                .isBetween(Duration.ofSeconds(2), Duration.ofMillis(2_200)));
        assertThat(fixture.asked(plan, next).member().name()).isEqualTo("a");
    }

    @Test
    void preferredProviderThatRestsLongerThanAllowed_isPassedOver() {
        PlanFixture fixture = new PlanFixture(
                PlanSettings.DEFAULTS, provider("a", Duration.ofSeconds(3)), provider("b", Duration.ofSeconds(3)));
        CallPlan limited = fixture.call();
        limited.failed(fixture.asked(limited, limited.next()), rateLimited(Duration.ofSeconds(4)));

        CallPlan plan = fixture.call();

        assertThat(fixture.asked(plan, plan.next()).member().name()).isEqualTo("b");
    }

    private static void usually(PlanFixture fixture, String provider, Duration latency) {
        for (int i = 0; i < 30; i++) {
            Permit permit = fixture.healths.get(provider).tryAcquire(null, Claim.FAIR);
            permit.succeeded(latency.toNanos(), latency.toNanos(), 0, 0);
        }
    }

    private static Failure rateLimited(Duration retryAfter) {
        return new Failure(FailureKind.RATE_LIMITED, null, 429, retryAfter);
    }

    private static Duration limitOf(Attempt attempt) {
        return Duration.ofNanos(attempt.limitNanos());
    }

    private static CallPlan plan(PlanFixture fixture, Duration deadline) {
        return fixture.call(Requirements.NONE, deadline);
    }

    private static CallTerms until(PlanFixture fixture, Duration fromNow) {
        return new CallTerms(null, fixture.time.now().plus(fromNow), null, null, true);
    }

    private static ProviderSettings provider(String name) {
        return provider(name, Duration.ZERO);
    }

    private static ProviderSettings provider(String name, Duration maxWait) {
        return new ProviderSettings(
                name,
                null,
                null,
                Timeouts.DEFAULTS,
                new RetrySettings(0, Duration.ZERO, maxWait),
                Set.of(),
                Set.of(),
                0);
    }
}
