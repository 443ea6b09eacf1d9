package io.github.llmfailover.time;

import java.time.Duration;
import java.time.Instant;

/**
 * All the time that the library knows: a ticker for durations, a clock for points in time that people read, and a
 * scheduler. Nothing else in the library asks the system for the time, so that a test which moves this source moves
 * everything.
 */
public interface TimeSource {

    /**
     * Returns the ticker's reading in nanoseconds. Only differences between two readings mean anything; a reading may be
     * negative and may overflow, so compare {@code a - b < 0}, never {@code a < b} ({@link System#nanoTime()}).
     */
    long nanoTime();

    /** Returns the wall-clock time, for what is shown to people or sent over a wire; never for measuring durations. */
    Instant now();

    /**
     * Runs a task once after a delay, on a thread of the source's own. The task must not block.
     *
     * @param delay how long from now; zero and negative mean as soon as possible
     * @param task what to run; an exception it throws is logged and goes no further
     * @return a handle that cancels the task if it has not begun
     */
    Cancellable schedule(Duration delay, Runnable task);

    /** Returns the source that production uses: the system's ticker and clock, and one daemon timer thread. */
    static TimeSource system() {
        return SystemTimeSource.INSTANCE;
    }

    /** A task that has been scheduled and may still be called off. */
    @FunctionalInterface
    interface Cancellable {

        /** Calls the task off if it has not begun; otherwise does nothing. */
        void cancel();
    }
}
