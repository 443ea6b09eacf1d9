package io.github.llmfailover.plan;

import java.time.Duration;

/**
 * The point in time at which a call must have been served.
 *
 * @param at as a reading of the ticker; compare by difference
 */
public record Deadline(long at) {

    /** Far enough for anybody, and near enough for readings to be compared. */
    private static final Duration FARTHEST = Duration.ofDays(365);

    /** A deadline that far from a reading of the ticker; one that has passed already where the duration is negative. */
    public static Deadline after(long now, Duration duration) {
        return new Deadline(now + (duration.compareTo(FARTHEST) > 0 ? FARTHEST : duration).toNanos());
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
