package io.github.llmfailover.health;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.llmfailover.failure.FailureKind;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** A permit ends once, and what is under way comes back to nothing. */
class PermitStress {

    private PermitStress() {}

    /** A request is answered while its caller leaves. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 0", "0, 0, 0"},
            expect = ACCEPTABLE,
            desc = "One of them counted.")
    @Outcome(expect = FORBIDDEN, desc = "The permit ended twice, or not at all.")
    @State
    public static class AnsweredOrCancelled {

        private final ProviderHealth health = Given.health(0);

        private final Permit permit = Given.permit(health);

        @Actor
        public void succeeds() {
            Given.succeed(permit);
        }

        @Actor
        public void isReleased() {
            permit.released();
        }

        @Arbiter
        public void after(III_Result result) {
            HealthSnapshot snapshot = health.snapshot();
            result.r1 = (int) snapshot.succeeded();
            result.r2 = (int) snapshot.failed();
            result.r3 = snapshot.inFlight();
        }
    }

    /** A request is answered while its limit passes. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 0", "0, 1, 0"},
            expect = ACCEPTABLE,
            desc = "One of them counted.")
    @Outcome(expect = FORBIDDEN, desc = "The permit ended twice, or not at all.")
    @State
    public static class AnsweredOrFailed {

        private final ProviderHealth health = Given.health(0);

        private final Permit permit = Given.permit(health);

        @Actor
        public void succeeds() {
            Given.succeed(permit);
        }

        @Actor
        public void fails() {
            Given.fail(permit, FailureKind.NO_RESPONSE);
        }

        @Arbiter
        public void after(III_Result result) {
            HealthSnapshot snapshot = health.snapshot();
            result.r1 = (int) snapshot.succeeded();
            result.r2 = (int) snapshot.failed();
            result.r3 = snapshot.inFlight();
        }
    }

    /** Two requests under a maximum of one, each ended by who began it. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "2, 0"},
            expect = ACCEPTABLE,
            desc = "Both, or one of them, were allowed; none is left.")
    @Outcome(expect = FORBIDDEN, desc = "A permit was lost, or nobody got one.")
    @State
    public static class Conserved {

        private final ProviderHealth health = Given.health(1);

        private void request(FailureKind kind) {
            Permit permit = health.tryAcquire(null, Claim.FAIR);
            if (permit != null) {
                Given.fail(permit, kind);
            }
        }

        @Actor
        public void one() {
            request(FailureKind.SERVER_ERROR);
        }

        @Actor
        public void other() {
            request(FailureKind.INVALID_REQUEST);
        }

        @Arbiter
        public void after(II_Result result) {
            HealthSnapshot snapshot = health.snapshot();
            result.r1 = (int) snapshot.failed();
            result.r2 = snapshot.inFlight();
        }
    }

    /** Two requests for a model that a caller named. */
    @JCStressTest
    @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "Both were allowed; none is left.")
    @Outcome(expect = FORBIDDEN, desc = "A permit was lost.")
    @State
    public static class ConservedWithAModel {

        private final ProviderHealth health = Given.health(0);

        private void request(FailureKind kind) {
            Permit permit = health.tryAcquire("big-model", Claim.FAIR);
            if (permit != null) {
                Given.fail(permit, kind);
            }
        }

        @Actor
        public void one() {
            request(FailureKind.OVERLOADED);
        }

        @Actor
        public void other() {
            request(FailureKind.CONNECTION);
        }

        @Arbiter
        public void after(II_Result result) {
            HealthSnapshot snapshot = health.snapshot();
            result.r1 = (int) snapshot.failed();
            result.r2 = snapshot.inFlight();
        }
    }
}
