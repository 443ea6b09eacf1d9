package io.github.llmfailover.routing;

import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A moving average of durations that believes bad news sooner than good news. A duration above the average counts half,
 * so that three slow ones in a row are nearly all of it, yet a single one is not taken for the state of things: first
 * tokens have a long tail. One below it counts a fifth, or more the longer ago the last one was: what is past falls to
 * 1/e in five seconds.
 *
 * <p>Safe for use from any thread, without locks.
 */
final class PeakEwma {

    private static final double DECAY_NANOS = Duration.ofSeconds(5).toNanos();

    private static final double WEIGHT_OF_BAD_NEWS = 0.5;

    private static final double LEAST_WEIGHT_OF_GOOD_NEWS = 0.2;

    private record Average(double nanos, long at) {}

    private final TimeSource time;

    private final AtomicReference<@Nullable Average> average = new AtomicReference<>();

    /** When somebody last set out to learn more. */
    private final AtomicLong exploredAt;

    /**
     * Creates an average of nothing.
     *
     * @param time the time source
     */
    PeakEwma(TimeSource time) {
        this.time = time;
        this.exploredAt = new AtomicLong(time.nanoTime());
    }

    /** Takes one more duration in. */
    void observe(long nanos) {
        long now = time.nanoTime();
        exploredAt.set(now);
        Average before;
        Average after;
        do {
            before = average.get();
            after = new Average(before == null ? nanos : average(before, nanos, now), now);
        } while (!average.compareAndSet(before, after));
    }

    /** Takes in that something took at least this long: good news is not in it. */
    void observeAtLeast(long nanos) {
        if (nanos > nanos()) {
            observe(nanos);
        }
    }

    private static double average(Average before, long nanos, long now) {
        double weight = nanos > before.nanos
                ? WEIGHT_OF_BAD_NEWS
                : Math.max(LEAST_WEIGHT_OF_GOOD_NEWS, 1 - Math.exp(-Math.max(0, now - before.at) / DECAY_NANOS));
        return before.nanos + weight * (nanos - before.nanos);
    }

    /** Returns the average in nanoseconds; -1 where nothing has been taken in. */
    double nanos() {
        Average known = average.get();
        return known == null ? -1 : known.nanos;
    }

    /**
     * Whether the caller should find out how long it takes now: nothing has been heard for some time, and nobody else is
     * on the way to find out.
     *
     * @param every for how long, in nanoseconds
     */
    boolean claimsExploration(long every) {
        long last = exploredAt.get();
        long now = time.nanoTime();
        return now - last >= every && exploredAt.compareAndSet(last, now);
    }
}
