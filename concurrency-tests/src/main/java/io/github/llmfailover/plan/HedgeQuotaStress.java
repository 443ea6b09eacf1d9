package io.github.llmfailover.plan;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The quota of second requests is never overdrawn. */
class HedgeQuotaStress {

    private HedgeQuotaStress() {}

    /** Two want the last one. */
    @JCStressTest
    @Outcome(
            id = {"true, false, false", "false, true, false"},
            expect = ACCEPTABLE,
            desc = "One gets it.")
    @Outcome(expect = FORBIDDEN, desc = "The quota was overdrawn, or refused what it had.")
    @State
    public static class LastHedge {

        private final HedgeQuota quota = new HedgeQuota(0);

        @Actor
        public void one(ZZZ_Result result) {
            result.r1 = quota.tryTake();
        }

        @Actor
        public void other(ZZZ_Result result) {
            result.r2 = quota.tryTake();
        }

        @Arbiter
        public void after(ZZZ_Result result) {
            result.r3 = quota.isLeft();
        }
    }

    /** A call earns one while another gives back what it had taken. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "What the call earned was lost to the other's update.")
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Both are there.")
    @Outcome(expect = FORBIDDEN, desc = "What was given back was lost.")
    @State
    public static class EarnedAndGivenBack {

        private final HedgeQuota quota = new HedgeQuota(1);

        public EarnedAndGivenBack() {
            quota.tryTake();
        }

        @Actor
        public void call() {
            quota.callBegan();
        }

        @Actor
        public void other() {
            quota.giveBack();
        }

        @Arbiter
        public void after(ZZ_Result result) {
            result.r1 = quota.tryTake();
            result.r2 = quota.tryTake();
        }
    }
}
