package io.github.llmfailover.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.OnInterruption;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.health.Claim;
import io.github.llmfailover.health.Permit;
import io.github.llmfailover.plan.Decision.Fail;
import io.github.llmfailover.plan.Decision.Wait;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.provider.RetrySettings;
import io.github.llmfailover.provider.Timeouts;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is asked when little of the deadline is left, and how long is waited where something else can answer. */
class LittleTimeLeftTest {

    private static final PlanSettings PREFERRING = new PlanSettings(
            Duration.ofSeconds(120),
            6,
            WhenUnavailable.WAIT,
            OnInterruption.RESUME,
            2,
            false,
            HedgeSettings.DEFAULTS,
            Duration.ofSeconds(5));

    private static ProviderSettings provider(String name) {
        return new ProviderSettings(
                name,
                null,
                null,
                Timeouts.DEFAULTS,
                new RetrySettings(0, Duration.ZERO, Duration.ZERO),
                Set.of(),
                Set.of(),
                0);
    }

    private static void usuallyTakes(PlanFixture fixture, String provider, Duration latency) {
        for (int i = 0; i < 20; i++) {
            Permit permit = fixture.healths.get(provider).tryAcquire(null, Claim.NEEDED);
            permit.succeeded(latency.toNanos(), latency.toNanos(), 0, 0);
        }
    }

    private static CallTerms within(Duration deadline) {
        return new CallTerms(deadline, null, null, null, true);
    }

    private static String asked(PlanFixture fixture, CallMode mode, Duration deadline) {
        CallPlan plan = fixture.begin(mode, within(deadline));
        Attempt attempt = fixture.asked(plan, plan.next());
        plan.cancelled(attempt);
        return attempt.member().name();
    }

    private static PlanFixture measured(PlanSettings settings) {
        PlanFixture fixture = new PlanFixture(settings, provider("best"), provider("quick"), provider("quicker"));
        usuallyTakes(fixture, "best", Duration.ofSeconds(2));
        usuallyTakes(fixture, "quick", Duration.ofMillis(400));
        usuallyTakes(fixture, "quicker", Duration.ofMillis(200));
        return fixture;
    }

    @Test
    void littleLeft_whoeverIsUsuallyTheFastestIsAsked_andTheFirstChoiceOtherwise() {
        for (CallMode mode : CallMode.values()) {
            PlanFixture fixture = measured(PREFERRING);

            assertThat(asked(fixture, mode, Duration.ofSeconds(6))).isEqualTo("best");
            assertThat(asked(fixture, mode, Duration.ofSeconds(5))).isEqualTo("best");
            assertThat(asked(fixture, mode, Duration.ofMillis(4999))).isEqualTo("quicker");
            fixture.healths.all().values().forEach(health -> assertThat(
                            health.snapshot().inFlight())
                    .isZero());
        }
    }

    @Test
    void littleLeft_withoutTheOption_onlyWhoUsuallyTakesLongerIsPassedOver() {
        PlanFixture fixture = measured(PlanSettings.DEFAULTS);

        assertThat(asked(fixture, CallMode.CALL, Duration.ofMillis(2100))).isEqualTo("best");
        assertThat(asked(fixture, CallMode.CALL, Duration.ofMillis(1900))).isEqualTo("quick");
        assertThat(asked(fixture, CallMode.CALL, Duration.ofMillis(100))).isEqualTo("best");
    }

    @Test
    void littleLeftForAllOfThem_theFastestIsAskedAllTheSame() {
        assertThat(asked(measured(PREFERRING), CallMode.CALL, Duration.ofMillis(100)))
                .isEqualTo("quicker");
    }

    @Test
    void littleLeft_ofWhomNothingIsKnown_comesAfterThoseThatAre_andNobodyKnown_meansInOrder() {
        assertThat(asked(
                        new PlanFixture(PREFERRING, provider("new"), provider("known")),
                        CallMode.CALL,
                        Duration.ofSeconds(1)))
                .isEqualTo("new");

        PlanFixture fixture = new PlanFixture(PREFERRING, provider("new"), provider("known"));
        usuallyTakes(fixture, "known", Duration.ofMillis(500));
        assertThat(asked(fixture, CallMode.CALL, Duration.ofSeconds(1))).isEqualTo("known");
    }

    @Test
    void fastestThatFails_isFollowedByTheNextFastest() {
        PlanFixture fixture = measured(PREFERRING);
        CallPlan plan = fixture.begin(CallMode.CALL, within(Duration.ofSeconds(3)));
        Attempt first = fixture.asked(plan, plan.next());
        Attempt second = fixture.asked(plan, plan.failed(first, PlanFixture.failure(FailureKind.SERVER_ERROR)));

        assertThat(first.member().name()).isEqualTo("quicker");
        assertThat(second.member().name()).isEqualTo("quick");
        plan.cancelled(second);
    }

    @Test
    void somethingElseCanAnswer_aCallWaitsNoLongerThanItMay_inAll() {
        PlanFixture fixture = new PlanFixture(PlanSettings.DEFAULTS, provider("a"));
        for (int i = 0; i < 5; i++) {
            CallPlan plan = fixture.begin(CallMode.CALL, CallTerms.AS_CONFIGURED);
            plan.failed(fixture.asked(plan, plan.next()), Failure.of(FailureKind.SERVER_ERROR));
        }
        assertThat(fixture.healths.get("a").snapshot().available()).isFalse();

        CallPlan patient = fixture.begin(CallMode.CALL, CallTerms.AS_CONFIGURED);
        assertThat(patient.next()).isInstanceOf(Wait.class);
        CallPlan hasLadder = fixture.begin(CallMode.CALL, CallTerms.AS_CONFIGURED.degradable(Duration.ofSeconds(1)));
        Decision decision = hasLadder.next();

        assertThat(decision).isInstanceOf(Fail.class);
        assertThat(hasLadder.unserved()).isSameAs(((Fail) decision).exception());
        int before = fixture.calls;
        hasLadder.notDegraded();
        hasLadder.notDegraded();
        assertThat(fixture.calls).isEqualTo(before + 1);
        assertThat(hasLadder.unserved()).isNull();
    }
}
