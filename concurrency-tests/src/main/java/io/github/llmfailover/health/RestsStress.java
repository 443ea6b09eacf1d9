package io.github.llmfailover.health;

import static io.github.llmfailover.health.Given.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The longest rest wins, whoever comes first. */
class RestsStress {

    private RestsStress() {}

    /** Two rejections with different times, one of them watched. */
    @JCStressTest
    @Outcome(
            id = {"5, 30, 1", "30, 30, 1"},
            expect = ACCEPTABLE,
            desc = "In the end the longer one holds.")
    @Outcome(expect = FORBIDDEN, desc = "A shorter rest replaced a longer one.")
    @State
    public static class LongestWins {

        private final Rests rests = Given.rests();

        @Actor
        public void longer() {
            Given.rateLimit(rests, 0, 30, 0);
        }

        @Actor
        public void shorter(III_Result result) {
            Given.rateLimit(rests, 0, 5, 0);
            result.r1 = (int) (rests.nanosLeft(0) / SECOND);
        }

        @Arbiter
        public void after(III_Result result) {
            result.r2 = (int) (rests.nanosLeft(0) / SECOND);
            result.r3 = rests.generation();
        }
    }

    /** A quota that is used up, and a rejection. */
    @JCStressTest
    @Outcome(id = "30", expect = ACCEPTABLE, desc = "The longer one holds.")
    @Outcome(expect = FORBIDDEN, desc = "The shorter one replaced it.")
    @State
    public static class UsedUp {

        private final Rests rests = Given.rests();

        @Actor
        public void usedUp() {
            rests.usedUp(Duration.ofSeconds(20), 0);
        }

        @Actor
        public void rejected() {
            Given.rateLimit(rests, 0, 30, 0);
        }

        @Arbiter
        public void after(I_Result result) {
            result.r1 = (int) (rests.nanosLeft(0) / SECOND);
        }
    }

    /** Somebody notices that a rest is over while the next one begins. */
    @JCStressTest
    @Outcome(
            id = {"0, 7", "7, 7"},
            expect = ACCEPTABLE,
            desc = "The next rest holds.")
    @Outcome(expect = FORBIDDEN, desc = "The next rest was cleared away with the last one.")
    @State
    public static class OverAndBegun {

        private final Rests rests = Given.rests();

        public OverAndBegun() {
            Given.rateLimit(rests, 0, 2, 0);
        }

        @Actor
        public void looks(II_Result result) {
            result.r1 = (int) (rests.nanosLeft(3 * SECOND) / SECOND);
        }

        @Actor
        public void isRejected() {
            Given.rateLimit(rests, rests.generation(), 7, 3 * SECOND);
        }

        @Arbiter
        public void after(II_Result result) {
            result.r2 = (int) (rests.nanosLeft(3 * SECOND) / SECOND);
        }
    }

    /** Two requests of one burst are rejected without a time. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The burst counts once.")
    @Outcome(expect = FORBIDDEN, desc = "The burst counts twice.")
    @State
    public static class Burst {

        private final Rests rests = Given.rests();

        @Actor
        public void one() {
            Given.rateLimit(rests, 0, 0, 0);
        }

        @Actor
        public void other() {
            Given.rateLimit(rests, 0, 0, 0);
        }

        @Arbiter
        public void after(II_Result result) {
            result.r1 = (int) (rests.nanosLeft(0) / SECOND);
            result.r2 = rests.generation();
        }
    }

    /** A request is rejected while one that began before is answered. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The late answer does not end the rest.")
    @Outcome(expect = FORBIDDEN, desc = "It does.")
    @State
    public static class LateAnswer {

        private final Rests rests = Given.rests();

        @Actor
        public void isRejected() {
            Given.rateLimit(rests, 0, 0, 0);
        }

        @Actor
        public void late() {
            rests.succeeded(0);
        }

        @Arbiter
        public void after(II_Result result) {
            result.r1 = (int) (rests.nanosLeft(0) / SECOND);
            result.r2 = rests.generation();
        }
    }
}
