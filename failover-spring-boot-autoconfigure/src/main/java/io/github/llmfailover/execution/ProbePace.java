package io.github.llmfailover.execution;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** When the next probe is due, in nanoseconds from now. Jittered, so that the instances of an application spread. */
final class ProbePace {

    private static final double JITTER = 0.1;

    private static final long CONFIRMATIONS_IN_AN_INTERVAL = 10;

    private final long interval;

    private final RandomGenerator random;

    ProbePace(Duration interval, RandomGenerator random) {
        this.interval = interval.toNanos();
        this.random = random;
    }

    /** After a probe that failed: an interval, give or take a tenth. */
    long afterFailure() {
        return jittered(interval);
    }

    /** After a probe that succeeded, or said nothing: what it says is to be confirmed soon. */
    long soon() {
        return jittered(interval / CONFIRMATIONS_IN_AN_INTERVAL);
    }

    /** What is added to the end of a pause that all instances may see end at the same time. */
    long spread() {
        return (long) (interval * JITTER * random.nextDouble());
    }

    private long jittered(long nanos) {
        return (long) (nanos * (1 - JITTER + 2 * JITTER * random.nextDouble()));
    }
}
