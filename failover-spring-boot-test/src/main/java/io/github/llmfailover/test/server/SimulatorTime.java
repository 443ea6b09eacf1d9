package io.github.llmfailover.test.server;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;

/** The only place where this module reads a clock or waits for time to pass. */
public interface SimulatorTime {

    /** The wall clock, for what is shown to people. */
    Instant now();

    /** A monotonic reading in nanoseconds; only differences of it mean anything. */
    long nanoTime();

    /**
     * Waits on a condition, whose lock the caller holds, for at most the given time.
     *
     * @return what is left of the time, zero or less when it has passed
     */
    long await(Condition condition, long nanos) throws InterruptedException;

    /** The time of the machine. */
    static SimulatorTime system() {
        return SystemTime.INSTANCE;
    }

    /** The nanoseconds of a duration, {@link Long#MAX_VALUE} for one too long to be counted. */
    static long nanosOf(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
