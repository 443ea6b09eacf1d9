package io.github.llmfailover.health;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.llmfailover.failure.FailureKind;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LII_Result;

/** A snapshot taken while something happens contradicts itself nowhere; it checks that itself. */
class SnapshotStress {

    private SnapshotStress() {}

    /** A request fails. */
    @JCStressTest
    @Outcome(
            id = {"CLOSED, 0, 1", "CLOSED, 1, 1", "CLOSED, 1, 0", "CLOSED, 0, 0"},
            expect = ACCEPTABLE,
            desc = "Before, within, or after.")
    @Outcome(
            id = {"RESTING, 0, 1", "RESTING, 1, 1", "RESTING, 1, 0"},
            expect = ACCEPTABLE,
            desc = "While it is being noted that it rests, or after that.")
    @Outcome(expect = FORBIDDEN, desc = "What never was.")
    @State
    public static class Failure {

        private final ProviderHealth health = Given.health(0);

        private final Permit permit = Given.permit(health);

        @Actor
        public void fails() {
            Given.fail(permit, FailureKind.RATE_LIMITED);
        }

        @Actor
        public void watcher(LII_Result result) {
            HealthSnapshot snapshot = health.snapshot();
            result.r1 = snapshot.state();
            result.r2 = (int) snapshot.failed();
            result.r3 = snapshot.inFlight();
        }
    }
}
