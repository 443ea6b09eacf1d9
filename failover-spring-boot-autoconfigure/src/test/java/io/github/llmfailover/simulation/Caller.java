package io.github.llmfailover.simulation;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.RequestTimeouts;
import io.github.llmfailover.plan.CallTerms;
import io.github.llmfailover.routing.Requirements;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Somebody who calls once.
 *
 * @param mode how he asks
 * @param requirements what he requires
 * @param terms what he wants otherwise than it is configured
 * @param leavesAfterNanos when he goes away; {@link Fate#NEVER} for never
 */
record Caller(CallMode mode, Requirements requirements, CallTerms terms, long leavesAfterNanos) {

    /** Who comes next. */
    @FunctionalInterface
    interface Crowd {

        Caller next(SplittableRandom random);
    }

    private static final Caller CALLS =
            new Caller(CallMode.CALL, Requirements.NONE, CallTerms.AS_CONFIGURED, Fate.NEVER);

    private static final Caller STREAMS =
            new Caller(CallMode.STREAM, Requirements.NONE, CallTerms.AS_CONFIGURED, Fate.NEVER);

    static final Crowd ALL_CALL = random -> CALLS;

    static final Crowd ALL_STREAM = random -> STREAMS;

    /** Half of them call, half of them stream. */
    static final Crowd MIXED = random -> random.nextBoolean() ? CALLS : STREAMS;

    Caller requiring(Requirements other) {
        return new Caller(mode, other, terms, leavesAfterNanos);
    }

    Caller within(Duration deadline) {
        return new Caller(
                mode,
                requirements,
                new CallTerms(deadline, null, terms.onInterruption(), terms.timeouts(), terms.hedgeable()),
                leavesAfterNanos);
    }

    Caller limited(RequestTimeouts timeouts) {
        return new Caller(
                mode,
                requirements,
                new CallTerms(terms.deadline(), null, terms.onInterruption(), timeouts, terms.hedgeable()),
                leavesAfterNanos);
    }

    Caller leavingAfter(long nanos) {
        return new Caller(mode, requirements, terms, nanos);
    }
}
