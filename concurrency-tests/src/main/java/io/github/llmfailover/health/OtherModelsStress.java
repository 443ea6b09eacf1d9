package io.github.llmfailover.health;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** The models that callers name. */
class OtherModelsStress {

    private static final Breaker BREAKER = Given.breaker(Given.touchy(), new StandingTime());

    private OtherModelsStress() {}

    private static OtherModels models() {
        Rests rests = Given.rests();
        return new OtherModels(name -> new ModelHealth(BREAKER, rests));
    }

    /** Two take hold of a model that nobody has named before. */
    @JCStressTest
    @Outcome(id = "true, 2", expect = ACCEPTABLE, desc = "Both hold the same.")
    @Outcome(expect = FORBIDDEN, desc = "Each has one of its own, or a hold was lost.")
    @State
    public static class FirstNamed {

        private final OtherModels models = models();

        private @Nullable ModelHealth first;

        private @Nullable ModelHealth second;

        @Actor
        public void one() {
            first = models.hold("big-model", 1);
        }

        @Actor
        public void other() {
            second = models.hold("big-model", 2);
        }

        @Arbiter
        public void after(ZI_Result result) {
            result.r1 = first == second;
            result.r2 = second == null ? 0 : second.users.get();
        }
    }

    /** The one that would be forgotten next is taken hold of while another comes. */
    @JCStressTest
    @Outcome(id = "true, 64", expect = ACCEPTABLE, desc = "What is held is remembered.")
    @Outcome(id = "true, 63", expect = ACCEPTABLE, desc = "Both made room, which forgets one more than need be.")
    @Outcome(expect = FORBIDDEN, desc = "What is held was forgotten, or too many are remembered.")
    @State
    public static class HeldAndForgotten {

        private static final String[] NAMES = new String[OtherModels.REMEMBERED];

        static {
            for (int i = 0; i < NAMES.length; i++) {
                NAMES[i] = "model-" + i;
            }
        }

        private final OtherModels models = models();

        private @Nullable ModelHealth held;

        public HeldAndForgotten() {
            for (int i = 0; i < NAMES.length; i++) {
                models.letGo(models.hold(NAMES[i], i));
            }
        }

        @Actor
        public void holds() {
            held = models.hold(NAMES[0], 1_000);
        }

        @Actor
        public void comes() {
            models.letGo(models.hold("another", 1_000));
        }

        @Arbiter
        public void after(ZI_Result result) {
            result.r1 = held != null && models.find(NAMES[0]) == held;
            result.r2 = models.size();
        }
    }
}
