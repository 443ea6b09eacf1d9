package io.github.llmfailover.health;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.DD_Result;

/** The share of a provider that comes back. */
class RampStress {

    private RampStress() {}

    /** A recovery, watched. */
    @JCStressTest
    @Outcome(
            id = {"1.0, 0.1", "0.1, 0.1"},
            expect = ACCEPTABLE,
            desc = "The share before the recovery, or the one after it.")
    @Outcome(expect = FORBIDDEN, desc = "A share that never was.")
    @State
    public static class Recovery {

        private final Ramp ramp = new Ramp(100, Given.RANDOM);

        @Actor
        public void recovers() {
            ramp.begin(50);
        }

        @Actor
        public void watcher(DD_Result result) {
            result.r1 = ramp.share(50);
        }

        @Arbiter
        public void after(DD_Result result) {
            result.r2 = ramp.share(50);
        }
    }

    /** A recovery with another one right behind it, watched when the first is half over. */
    @JCStressTest
    @Outcome(
            id = {"0.55, 0.1", "0.1, 0.1", "1.0, 0.1"},
            expect = ACCEPTABLE,
            desc = "The share of one of the two recoveries, or between them.")
    @Outcome(expect = FORBIDDEN, desc = "A mixture of both.")
    @State
    public static class NextRecovery {

        private final Ramp ramp = new Ramp(100, Given.RANDOM);

        public NextRecovery() {
            ramp.begin(0);
        }

        @Actor
        public void recoversAgain() {
            ramp.end();
            ramp.begin(50);
        }

        @Actor
        public void watcher(DD_Result result) {
            ramp.admits(50);
            result.r1 = ramp.share(50);
        }

        @Arbiter
        public void after(DD_Result result) {
            result.r2 = ramp.share(50);
        }
    }
}
