package io.github.llmfailover.plan;

import static io.github.llmfailover.plan.PlanFixture.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.AllProvidersFailedException;
import io.github.llmfailover.DeadlineExceededException;
import io.github.llmfailover.FailoverException;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.NoEligibleProviderException;
import io.github.llmfailover.NoProviderAvailableException;
import io.github.llmfailover.RequestRejectedException;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.FailureRules;
import io.github.llmfailover.failure.Reaction.Next;
import io.github.llmfailover.plan.Decision.Ask;
import io.github.llmfailover.plan.Decision.Fail;
import io.github.llmfailover.plan.Decision.Wait;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.provider.RetrySettings;
import io.github.llmfailover.provider.Timeouts;
import io.github.llmfailover.routing.Requirements;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallPlanTest {

    private static final PlanSettings WAITING = PlanSettings.DEFAULTS;

    private static final PlanSettings FAILING = new PlanSettings(Duration.ofSeconds(120), 6, WhenUnavailable.FAIL);

    @Test
    void healthyFirst_isAskedAndServes() {
        PlanFixture fixture = new PlanFixture(WAITING, provider("a"), provider("b"));
        CallPlan plan = fixture.call();
        Attempt attempt = fixture.asked(plan, plan.next());
        attempt.asks("model-a", false);
        fixture.time.advance(Duration.ofMillis(800));

        FailoverReport report = plan.succeeded(attempt, "model-a-2026", 3, 5);

        assertThat(report.provider()).isEqualTo("a");
        assertThat(report.model()).isEqualTo("model-a-2026");
        assertThat(report.failedOver()).isFalse();
        assertThat(report.attempts()).singleElement().satisfies(only -> {
            assertThat(only.succeeded()).isTrue();
            assertThat(only.duration()).isEqualTo(Duration.ofMillis(800));
            assertThat(only.outputTokens()).isEqualTo(5);
        });
        assertThat(fixture.switches).isEmpty();
        assertThat(fixture.calls).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureKind.class,
            names = {"OVERLOADED", "SERVER_ERROR", "CONNECTION", "MALFORMED"})
    void retryableFailure_isRetriedOnceOnTheSameProvider_thenFailedOver(FailureKind kind) {
        PlanFixture fixture = new PlanFixture(WAITING, provider("a"), provider("b"));
        CallPlan plan = fixture.call();
        Attempt first = fixture.asked(plan, plan.next());

        Decision retry = plan.failed(first, failure(kind));

        assertThat(retry).isInstanceOfSatisfying(Wait.class, wait -> assertThat(wait.nanos())
                .isBetween(0L, Duration.ofMillis(200).toNanos()));
        Attempt second = fixture.asked(plan, retry);
        assertThat(second.member().name()).isEqualTo("a");
        Attempt third = fixture.asked(plan, plan.failed(second, failure(kind)));
        assertThat(third.member().name()).isEqualTo("b");
        assertThat(fixture.switches).singleElement().satisfies(event -> {
            assertThat(event.from()).isEqualTo("a");
            assertThat(event.to()).isEqualTo("b");
            assertThat(event.reason()).isEqualTo(kind);
        });
        assertThat(plan.succeeded(third, null, 0, 0).failedOver()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureKind.class,
            names = {
                "RATE_LIMITED",
                "QUOTA_EXHAUSTED",
                "AUTHENTICATION",
                "MODEL_NOT_FOUND",
                "NO_FIRST_TOKEN",
                "NO_RESPONSE",
                "UNKNOWN"
            })
    void otherFailure_isFailedOverAtOnce(FailureKind kind) {
        PlanFixture fixture = new PlanFixture(WAITING, provider("a"), provider("b"));
        CallPlan plan = fixture.call();
        Attempt first = fixture.asked(plan, plan.next());

        Decision next = plan.failed(first, failure(kind));

        assertThat(next).isInstanceOfSatisfying(Ask.class, ask -> assertThat(
                        ask.attempt().member().name())
                .isEqualTo("b"));
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureKind.class,
            names = {"INVALID_REQUEST", "CONTENT_FILTERED"})
    void requestsOwnFault_stopsWithTheProvidersException(FailureKind kind) {
        PlanFixture fixture = new PlanFixture(WAITING, provider("a"), provider("b"));
        CallPlan plan = fixture.call();
        Failure failure = failure(kind);

        FailoverException exception = failed(plan.failed(fixture.asked(plan, plan.next()), failure));

        assertThat(exception).isInstanceOf(RequestRejectedException.class).hasCause(failure.cause());
        assertThat(exception).hasMessageContaining("a: " + kind);
    }

    @Test
    void contentFilterFailOver_overridesTheStop() {
        FailureRules rules = new FailureRules(Map.of(
                FailureKind.CONTENT_FILTERED,
                FailureKind.CONTENT_FILTERED.defaultReaction().withNext(Next.NEXT_PROVIDER)));
        PlanFixture fixture = new PlanFixture(WAITING, rules, 10, provider("a"), provider("b"));
        CallPlan plan = fixture.call();

        Attempt next = fixture.asked(
                plan, plan.failed(fixture.asked(plan, plan.next()), failure(FailureKind.CONTENT_FILTERED)));

        assertThat(next.member().name()).isEqualTo("b");
        assertThat(plan.refusalsAreAnswers()).isFalse();
    }

    @Test
    void contextTooLong_goesOnlyToALargerOrUnknownWindow() {
        PlanFixture fixture = new PlanFixture(
                WAITING, withWindow("a", 8_000), withWindow("smaller", 4_000), withWindow("larger", 128_000));
        CallPlan plan = fixture.call();

        Attempt next = fixture.asked(
                plan, plan.failed(fixture.asked(plan, plan.next()), failure(FailureKind.CONTEXT_TOO_LONG)));

        assertThat(next.member().name()).isEqualTo("larger");
    }

    @Test
    void contextTooLong_nowhereElseToGo_isTheRequestsFault() {
        PlanFixture fixture = new PlanFixture(FAILING, withWindow("a", 8_000), withWindow("smaller", 4_000));
        CallPlan plan = fixture.call();

        FailoverException exception =
                failed(plan.failed(fixture.asked(plan, plan.next()), failure(FailureKind.CONTEXT_TOO_LONG)));

        assertThat(exception).isInstanceOf(RequestRejectedException.class);
    }

    @Test
    void allFail_oneExceptionNamesEachKind_firstIsCause_othersSuppressed() {
        PlanFixture fixture = new PlanFixture(FAILING, provider("a"), provider("b"), provider("c"));
        CallPlan plan = fixture.call();
        Failure first = failure(FailureKind.NO_RESPONSE);
        Failure second = failure(FailureKind.AUTHENTICATION);
        Failure third = failure(FailureKind.UNKNOWN);

        Attempt a = fixture.asked(plan, plan.next());
        Attempt b = fixture.asked(plan, plan.failed(a, first));
        Attempt c = fixture.asked(plan, plan.failed(b, second));
        FailoverException exception = failed(plan.failed(c, third));

        assertThat(exception).isInstanceOf(AllProvidersFailedException.class).hasCause(first.cause());
        assertThat(exception.getSuppressed()).containsExactly(second.cause(), third.cause());
        assertThat(exception).hasMessageContainingAll("a: NO_RESPONSE", "b: AUTHENTICATION", "c: UNKNOWN");
        assertThat(exception.report().attempts()).hasSize(3);
        assertThat(fixture.calls).isEqualTo(1);
    }

    @Test
    void attempts_areBoundedByMaxAttempts() {
        PlanFixture fixture = new PlanFixture(
                new PlanSettings(Duration.ofSeconds(120), 3, WhenUnavailable.WAIT),
                withRetries("a", 5),
                withRetries("b", 5));
        CallPlan plan = fixture.call();
        Attempt one = fixture.asked(plan, plan.next());
        Attempt two = fixture.asked(plan, plan.failed(one, failure(FailureKind.SERVER_ERROR)));
        Attempt three = fixture.asked(plan, plan.failed(two, failure(FailureKind.SERVER_ERROR)));

        FailoverException exception = failed(plan.failed(three, failure(FailureKind.SERVER_ERROR)));

        assertThat(exception).isInstanceOf(AllProvidersFailedException.class).hasMessageContaining("max-attempts");
    }

    @Test
    void retries_areBoundedByTheBudget() {
        PlanFixture fixture = new PlanFixture(WAITING, FailureRules.defaults(), 0, provider("a"), provider("b"));
        CallPlan plan = fixture.call();

        Decision next = plan.failed(fixture.asked(plan, plan.next()), failure(FailureKind.SERVER_ERROR));

        assertThat(next).isInstanceOfSatisfying(Ask.class, ask -> assertThat(
                        ask.attempt().member().name())
                .isEqualTo("b"));
    }

    @Test
    void everyProviderRateLimited_waitsForTheSoonestInsteadOfFailing() {
        PlanFixture fixture = new PlanFixture(WAITING, provider("a"), provider("b"));
        CallPlan plan = fixture.call();
        Attempt a = fixture.asked(plan, plan.next());
        Attempt b = fixture.asked(plan, plan.failed(a, rateLimited(Duration.ofSeconds(30))));

        Decision wait = plan.failed(b, rateLimited(Duration.ofSeconds(5)));

        assertThat(wait).isInstanceOfSatisfying(Wait.class, it -> assertThat(Duration.ofNanos(it.nanos()))
                .isBetween(Duration.ofSeconds(5), Duration.ofMillis(5_600)));
        Attempt again = fixture.asked(plan, wait);
        assertThat(again.member().name()).isEqualTo("b");
        assertThat(plan.succeeded(again, null, 0, 0).attempts().get(2).waited())
                .isGreaterThanOrEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void everyProviderRests_newCall_waitsForTheSoonestInsteadOfFailing() {
        PlanFixture fixture = new PlanFixture(WAITING, provider("a"), provider("b"));
        CallPlan earlier = fixture.call();
        Attempt a = fixture.asked(earlier, earlier.next());
        Attempt b = fixture.asked(earlier, earlier.failed(a, rateLimited(Duration.ofSeconds(30))));
        earlier.failed(b, rateLimited(Duration.ofSeconds(5)));
        earlier.abandoned();

        CallPlan plan = fixture.call();
        Decision first = plan.next();

        assertThat(first).isInstanceOf(Wait.class);
        long before = fixture.time.nanoTime();
        assertThat(fixture.asked(plan, first).member().name()).isEqualTo("b");
        assertThat(Duration.ofNanos(fixture.time.nanoTime() - before))
                .isBetween(Duration.ofSeconds(5), Duration.ofMillis(5_600));
    }

    @Test
    void retryAfter_insideMaxWait_isWaitedForOnTheSameProvider() {
        ProviderSettings patient = withRetry("a", new RetrySettings(1, Duration.ofMillis(200), Duration.ofSeconds(3)));
        PlanFixture fixture = new PlanFixture(WAITING, patient, provider("b"));
        CallPlan plan = fixture.call();

        Decision wait = plan.failed(fixture.asked(plan, plan.next()), rateLimited(Duration.ofSeconds(2)));

        assertThat(wait).isInstanceOfSatisfying(Wait.class, it -> assertThat(Duration.ofNanos(it.nanos()))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3)));
        assertThat(fixture.asked(plan, wait).member().name()).isEqualTo("a");
    }

    @Test
    void nobodyTakesRequests_failing_tellsWhenToComeBack() {
        PlanFixture fixture = new PlanFixture(FAILING, provider("a"));
        CallPlan first = fixture.call();
        first.failed(fixture.asked(first, first.next()), rateLimited(Duration.ofSeconds(30)));

        FailoverException exception = failed(fixture.call().next());

        assertThat(exception)
                .isInstanceOfSatisfying(NoProviderAvailableException.class, none -> assertThat(none.retryAfter())
                        .isBetween(Duration.ofSeconds(29), Duration.ofSeconds(31)));
        assertThat(exception).hasMessageContaining("a: RESTING");
    }

    @Test
    void trySoonest_asksTheRestingProviderAllTheSame() {
        PlanFixture fixture = new PlanFixture(
                new PlanSettings(Duration.ofSeconds(120), 6, WhenUnavailable.TRY_SOONEST), provider("a"));
        CallPlan first = fixture.call();
        first.failed(fixture.asked(first, first.next()), rateLimited(Duration.ofSeconds(30)));

        CallPlan second = fixture.call();
        Decision decision = second.next();

        assertThat(decision).isInstanceOf(Ask.class);
        second.succeeded(((Ask) decision).attempt(), null, 0, 0);
        assertThat(fixture.healths.get("a").snapshot().inFlight()).isZero();
    }

    @Test
    void waitLongerThanTheDeadline_failsAtOnce() {
        PlanFixture fixture = new PlanFixture(WAITING, provider("a"));
        CallPlan first = fixture.call();
        first.failed(fixture.asked(first, first.next()), rateLimited(Duration.ofSeconds(30)));

        FailoverException exception =
                failed(fixture.call(Requirements.NONE, Duration.ofSeconds(3)).next());

        assertThat(exception).isInstanceOf(NoProviderAvailableException.class);
    }

    @Test
    void callersDeadline_blamesNoProvider() {
        PlanFixture fixture = new PlanFixture(WAITING, provider("a"), provider("b"));
        for (int i = 0; i < 20; i++) {
            CallPlan plan = fixture.call(Requirements.NONE, Duration.ofMillis(5));
            Attempt attempt = fixture.asked(plan, plan.next());
            assertThat(attempt.member().name()).isEqualTo("a");
            fixture.time.advance(Duration.ofMillis(5));

            FailoverException exception = failed(plan.failed(attempt, Failure.of(FailureKind.CALLER_DEADLINE)));

            assertThat(exception).isInstanceOf(DeadlineExceededException.class);
        }
        assertThat(fixture.healths.get("a").nanosUntilAvailable(null)).isZero();
    }

    @Test
    void requiredTag_isNeverTradedForAvailability() {
        PlanFixture fixture = new PlanFixture(WAITING, provider("a"), withTag("b", "eu"));
        CallPlan plan = fixture.call(new Requirements(null, Set.of("eu")), null);
        Attempt attempt = fixture.asked(plan, plan.next());
        assertThat(attempt.member().name()).isEqualTo("b");

        FailoverException exception = failed(plan.failed(attempt, failure(FailureKind.NO_RESPONSE)));

        assertThat(exception).isInstanceOf(AllProvidersFailedException.class);
        assertThat(exception.report().attempts()).hasSize(1);
    }

    @Test
    void firstEligible_thatIsNotTheFirstOfTheChain_isNoFailover() {
        PlanFixture fixture = new PlanFixture(WAITING, provider("a"), withTag("b", "eu"));
        CallPlan plan = fixture.call(new Requirements(null, Set.of("eu")), null);

        FailoverReport report = plan.succeeded(fixture.asked(plan, plan.next()), null, 0, 0);

        assertThat(report.failedOver()).isFalse();
        assertThat(fixture.switches).isEmpty();
    }

    @Test
    void requirementThatNobodyMeets_saysWhatRuledOutWhom() {
        PlanFixture fixture = new PlanFixture(WAITING, provider("a"), withTag("b", "eu"));

        FailoverException exception =
                failed(fixture.call(new Requirements(null, Set.of("us")), null).next());

        assertThat(exception)
                .isInstanceOf(NoEligibleProviderException.class)
                .hasMessageContainingAll("a: lacks tag 'us'", "b: lacks tag 'us'");
    }

    @Test
    void cancelled_countsNeitherForNorAgainst() {
        PlanFixture fixture = new PlanFixture(WAITING, provider("a"));
        for (int i = 0; i < 20; i++) {
            CallPlan plan = fixture.call();
            plan.cancelled(fixture.asked(plan, plan.next()));
        }

        assertThat(fixture.healths.get("a").snapshot()).satisfies(snapshot -> {
            assertThat(snapshot.inFlight()).isZero();
            assertThat(snapshot.failed()).isZero();
            assertThat(snapshot.succeeded()).isZero();
            assertThat(snapshot.available()).isTrue();
        });
        assertThat(fixture.calls).isEqualTo(20);
    }

    @Test
    void openBreaker_isSkippedAndTheSwitchAnnounced() {
        PlanFixture fixture = new PlanFixture(WAITING, withRetries("a", 0), provider("b"));
        for (int i = 0; i < 5; i++) {
            CallPlan plan = fixture.call();
            Attempt a = fixture.asked(plan, plan.next());
            Attempt b = fixture.asked(plan, plan.failed(a, failure(FailureKind.SERVER_ERROR)));
            plan.succeeded(b, null, 0, 0);
        }
        fixture.switches.clear();

        CallPlan plan = fixture.call();
        FailoverReport report = plan.succeeded(fixture.asked(plan, plan.next()), null, 0, 0);

        assertThat(report.provider()).isEqualTo("b");
        assertThat(report.failedOver()).isTrue();
        assertThat(report.attempts()).hasSize(1);
        assertThat(fixture.switches).singleElement().satisfies(event -> assertThat(event.reason())
                .isNull());
    }

    private static FailoverException failed(Decision decision) {
        assertThat(decision).isInstanceOf(Fail.class);
        return ((Fail) decision).exception();
    }

    private static Failure rateLimited(Duration retryAfter) {
        return new Failure(FailureKind.RATE_LIMITED, new IllegalStateException("429"), 429, retryAfter);
    }

    private static ProviderSettings provider(String name) {
        return ProviderSettings.named(name);
    }

    private static ProviderSettings withRetries(String name, int retries) {
        return withRetry(name, new RetrySettings(retries, Duration.ofMillis(200), Duration.ZERO));
    }

    private static ProviderSettings withRetry(String name, RetrySettings retry) {
        return new ProviderSettings(name, null, null, Timeouts.DEFAULTS, retry, Set.of(), Set.of(), 0);
    }

    private static ProviderSettings withTag(String name, String tag) {
        return new ProviderSettings(
                name, null, null, Timeouts.DEFAULTS, RetrySettings.DEFAULTS, Set.of(tag), Set.of(), 0);
    }

    private static ProviderSettings withWindow(String name, int window) {
        return new ProviderSettings(
                name, null, null, Timeouts.DEFAULTS, RetrySettings.DEFAULTS, Set.of(), Set.of(), window);
    }
}
