package io.github.llmfailover.plan;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZD_Result;
import org.openjdk.jcstress.infra.results.ZZD_Result;

/** The budget of retries is never overdrawn. */
class RetryBudgetStress {

    private static final TimeSource STANDING = new TimeSource() {
        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public Cancellable schedule(Duration delay, Runnable task) {
            throw new UnsupportedOperationException("Nothing is scheduled here");
        }
    };

    private RetryBudgetStress() {}

    /** Two want the last retry. */
    @JCStressTest
    @Outcome(
            id = {"true, false, 0.0", "false, true, 0.0"},
            expect = ACCEPTABLE,
            desc = "One gets it.")
    @Outcome(expect = FORBIDDEN, desc = "The budget was overdrawn, or refused what it had.")
    @State
    public static class LastRetry {

        private final RetryBudget budget = new RetryBudget(1, 0, STANDING);

        public LastRetry() {
            budget.callBegan();
        }

        @Actor
        public void one(ZZD_Result result) {
            result.r1 = budget.tryTake();
        }

        @Actor
        public void other(ZZD_Result result) {
            result.r2 = budget.tryTake();
        }

        @Arbiter
        public void after(ZZD_Result result) {
            result.r3 = budget.available();
        }
    }

    /** A call adds to the budget while another one takes from it. */
    @JCStressTest
    @Outcome(id = "true, 0.0", expect = ACCEPTABLE, desc = "It took what the call had added.")
    @Outcome(id = "false, 1.0", expect = ACCEPTABLE, desc = "It came before the call.")
    @Outcome(expect = FORBIDDEN, desc = "A deposit was lost, or spent twice.")
    @State
    public static class Deposit {

        private final RetryBudget budget = new RetryBudget(1, 0, STANDING);

        @Actor
        public void calls() {
            budget.callBegan();
        }

        @Actor
        public void takes(ZD_Result result) {
            result.r1 = budget.tryTake();
        }

        @Arbiter
        public void after(ZD_Result result) {
            result.r2 = budget.available();
        }
    }
}
