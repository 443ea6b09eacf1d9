package io.github.llmfailover.health;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** The maximum concurrency of a provider. */
class InFlightStress {

    private InFlightStress() {}

    /** Two want the last place. */
    @JCStressTest
    @Outcome(
            id = {"true, false, 1", "false, true, 1"},
            expect = ACCEPTABLE,
            desc = "One gets it.")
    @Outcome(expect = FORBIDDEN, desc = "More, or fewer, than one get it.")
    @State
    public static class LastPlace {

        private final InFlight inFlight = new InFlight(1);

        @Actor
        public void one(ZZI_Result result) {
            result.r1 = inFlight.enter();
        }

        @Actor
        public void other(ZZI_Result result) {
            result.r2 = inFlight.enter();
        }

        @Arbiter
        public void after(ZZI_Result result) {
            result.r3 = inFlight.count();
        }
    }

    /** One leaves while another comes. */
    @JCStressTest
    @Outcome(id = "true, true, 1", expect = ACCEPTABLE, desc = "The other came after one had left.")
    @Outcome(id = "true, false, 0", expect = ACCEPTABLE, desc = "The other came before one had left.")
    @Outcome(expect = FORBIDDEN, desc = "The count is not what was entered and not left.")
    @State
    public static class Leaving {

        private final InFlight inFlight = new InFlight(1);

        public Leaving() {
            inFlight.enter();
        }

        @Actor
        public void one(ZZI_Result result) {
            inFlight.leave();
            result.r1 = true;
        }

        @Actor
        public void other(ZZI_Result result) {
            result.r2 = inFlight.enter();
        }

        @Arbiter
        public void after(ZZI_Result result) {
            result.r3 = inFlight.count();
        }
    }
}
