package io.github.llmfailover.health;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.llmfailover.failure.FailureKind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;
import org.openjdk.jcstress.infra.results.ZZL_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A breaker is moved only by outcomes of its current generation, and tested by no more calls than are permitted. */
class BreakerStress {

    private BreakerStress() {}

    private abstract static class Driven {

        final StandingTime time = new StandingTime();

        final CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();

        final Breaker breaker = Given.breaker(Given.touchy(), registry, time);

        final CircuitBreaker underneath = registry.circuitBreaker("openai");

        @Nullable
        Metrics acquire() {
            return breaker.tryAcquire(time.nanos);
        }

        /** Opens the breaker and lets its time pass. Returns the generation from before. */
        @Nullable
        Metrics openAndWait() {
            Metrics generation = acquire();
            breaker.failed(generation, FailureKind.SERVER_ERROR, 1);
            time.nanos += 11 * Given.SECOND;
            return generation;
        }
    }

    /** Two want the one test call of a breaker whose time is over. */
    @JCStressTest
    @Outcome(
            id = {"true, false, HALF_OPEN", "false, true, HALF_OPEN"},
            expect = ACCEPTABLE,
            desc = "One gets it.")
    @Outcome(expect = FORBIDDEN, desc = "More test calls than are permitted, or none.")
    @State
    public static class Quota extends Driven {

        public Quota() {
            openAndWait();
        }

        @Actor
        public void one(ZZL_Result result) {
            result.r1 = acquire() != null;
        }

        @Actor
        public void other(ZZL_Result result) {
            result.r2 = acquire() != null;
        }

        @Arbiter
        public void after(ZZL_Result result) {
            result.r3 = underneath.getState();
        }
    }

    /** A test call is given back while another request wants it. */
    @JCStressTest
    @Outcome(
            id = {"true, false", "false, true"},
            expect = ACCEPTABLE,
            desc = "The other has it in the end, or it is free.")
    @Outcome(expect = FORBIDDEN, desc = "It was given twice, or lost.")
    @State
    public static class QuotaGivenBack extends Driven {

        private final @Nullable Metrics first;

        public QuotaGivenBack() {
            openAndWait();
            first = acquire();
        }

        @Actor
        public void givesBack() {
            breaker.released(first);
        }

        @Actor
        public void other(ZZ_Result result) {
            result.r1 = acquire() != null;
        }

        @Arbiter
        public void after(ZZ_Result result) {
            result.r2 = acquire() != null;
        }
    }

    /** Calls that began before an outage fail late, while the breaker is being tested. */
    @JCStressTest
    @Outcome(id = "CLOSED, 0", expect = ACCEPTABLE, desc = "The test call alone decides.")
    @Outcome(expect = FORBIDDEN, desc = "A late outcome moved the breaker, or was recorded.")
    @State
    public static class LateFailure extends Driven {

        private final @Nullable Metrics before;

        private final @Nullable Metrics test;

        public LateFailure() {
            before = openAndWait();
            test = acquire();
        }

        @Actor
        public void late() {
            breaker.failed(before, FailureKind.SERVER_ERROR, 1);
        }

        @Actor
        public void tests() {
            breaker.succeeded(test, 1);
        }

        @Arbiter
        public void after(LI_Result result) {
            result.r1 = underneath.getState();
            result.r2 = underneath.getMetrics().getNumberOfBufferedCalls();
        }
    }

    /** Calls that began before an outage are answered late, while the breaker is being tested. */
    @JCStressTest
    @Outcome(id = "OPEN, 1", expect = ACCEPTABLE, desc = "The test call alone decides.")
    @Outcome(expect = FORBIDDEN, desc = "A late outcome moved the breaker, or was recorded.")
    @State
    public static class LateSuccess extends Driven {

        private final @Nullable Metrics before;

        private final @Nullable Metrics test;

        public LateSuccess() {
            before = openAndWait();
            test = acquire();
        }

        @Actor
        public void late() {
            breaker.succeeded(before, 1);
        }

        @Actor
        public void tests() {
            breaker.failed(test, FailureKind.SERVER_ERROR, 1);
        }

        @Arbiter
        public void after(LI_Result result) {
            result.r1 = underneath.getState();
            result.r2 = underneath.getMetrics().getNumberOfBufferedCalls();
        }
    }

    /** A call begins, and ends well, while another one opens the breaker. */
    @JCStressTest
    @Outcome(
            id = {"OPEN, 1", "OPEN, 2", "CLOSED, 2"},
            expect = ACCEPTABLE,
            desc = "It counted before the failure, or came too late.")
    @Outcome(expect = FORBIDDEN, desc = "It was recorded in a state that had not permitted it.")
    @State
    public static class Opening extends Driven {

        private final @Nullable Metrics failing = acquire();

        @Actor
        public void fails() {
            breaker.failed(failing, FailureKind.SERVER_ERROR, 1);
        }

        @Actor
        public void beginsAndEnds() {
            Metrics generation = acquire();
            if (generation != null) {
                breaker.succeeded(generation, 1);
            }
        }

        @Arbiter
        public void after(LI_Result result) {
            result.r1 = underneath.getState();
            result.r2 = underneath.getMetrics().getNumberOfBufferedCalls();
        }
    }

    /** Two calls end after a long silence, one of them begun before its end. */
    @JCStressTest
    @Outcome(id = "CLOSED, 2", expect = ACCEPTABLE, desc = "The window begins anew once, and holds both.")
    @Outcome(expect = FORBIDDEN, desc = "What was before the silence counts, or an outcome was lost.")
    @State
    public static class AfterASilence extends Driven {

        private final @Nullable Metrics begunBefore;

        public AfterASilence() {
            for (int i = 0; i < 3; i++) {
                breaker.succeeded(acquire(), 1);
            }
            begunBefore = acquire();
            time.nanos += 2 * Given.STALE_AFTER;
        }

        @Actor
        public void one() {
            breaker.succeeded(begunBefore, 1);
        }

        @Actor
        public void other() {
            breaker.succeeded(acquire(), 1);
        }

        @Arbiter
        public void after(LI_Result result) {
            result.r1 = underneath.getState();
            result.r2 = underneath.getMetrics().getNumberOfBufferedCalls();
        }
    }
}
