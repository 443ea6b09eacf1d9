package io.github.llmfailover.plan;

import java.time.Duration;

/**
 * The point in time at which a call must have been served.
 *
 * @param at as a reading of the ticker; compare by difference
 */
public record Deadline(long at) {

    /** A deadline that far from a reading of the ticker. */
    public static Deadline after(long now, Duration duration) {
        return new Deadline(now + duration.toNanos());
    }

    /** Returns the nanoseconds left; zero or negative once it has passed. */
    public long left(long now) {
        return at - now;
    }

    /** Whether it has passed. */
    public boolean hasPassed(long now) {
        return left(now) <= 0;
    }
}
