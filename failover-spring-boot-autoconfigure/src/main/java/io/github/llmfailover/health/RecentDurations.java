package io.github.llmfailover.health;

import io.github.llmfailover.health.HealthSnapshot.Percentiles;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * The distribution of the durations of the last five to ten minutes, to two significant digits. Durations are recorded
 * without a lock.
 *
 * <p>Cost: about 100 KB for each distribution, whatever the traffic.
 */
final class RecentDurations {

    private static final long SLICE = Duration.ofMinutes(5).toNanos();

    private static final long UNITS_IN_MILLISECOND = 10;

    private static final long NANOS_IN_UNIT = 1_000_000 / UNITS_IN_MILLISECOND;

    private static final long HIGHEST = Duration.ofHours(1).toNanos() / NANOS_IN_UNIT;

    private static final int DIGITS = 2;

    private static final long KNOWN_FOR = Duration.ofSeconds(1).toNanos();

    /** From fewer durations than this no percentile can be told. */
    private static final int ENOUGH = 20;

    private record Usual(UsualTime time, long since) {}

    private final Recorder recorder = new Recorder(1, HIGHEST, DIGITS);

    private final ReentrantLock lock = new ReentrantLock();

    private volatile long sliceBegan;

    private volatile @Nullable Usual usual;

    /** Guarded by the lock, as are the next two. */
    private Histogram slice = new Histogram(1, HIGHEST, DIGITS);

    private Histogram previousSlice = new Histogram(1, HIGHEST, DIGITS);

    private Histogram drained = recorder.getIntervalHistogram();

    RecentDurations(long now) {
        sliceBegan = now;
    }

    void record(long nanos, long now) {
        if (now - sliceBegan >= SLICE && lock.tryLock()) {
            try {
                drain(now);
            } finally {
                lock.unlock();
            }
        }
        recorder.recordValue(Math.min(HIGHEST, Math.max(0, nanos / NANOS_IN_UNIT)));
    }

    /** Returns what is usual, or was a second ago. */
    UsualTime usual(long now) {
        Usual known = usual;
        if (known == null) {
            lock.lock();
        } else if (now - known.since < KNOWN_FOR || !lock.tryLock()) {
            return known.time;
        }
        try {
            Histogram recent = recent(now);
            UsualTime time = recent.getTotalCount() < ENOUGH
                    ? UsualTime.UNKNOWN
                    : new UsualTime(nanos(recent, 50), nanos(recent, 95));
            usual = new Usual(time, now);
            return time;
        } finally {
            lock.unlock();
        }
    }

    private Histogram recent(long now) {
        drain(now);
        Histogram recent = slice.copy();
        recent.add(previousSlice);
        return recent;
    }

    Percentiles percentiles(long now) {
        lock.lock();
        try {
            Histogram recent = recent(now);
            if (recent.getTotalCount() == 0) {
                return new Percentiles(null, null);
            }
            return new Percentiles(milliseconds(recent, 50), milliseconds(recent, 95));
        } finally {
            lock.unlock();
        }
    }

    private static long nanos(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) * NANOS_IN_UNIT;
    }

    private static double milliseconds(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / (double) UNITS_IN_MILLISECOND;
    }

    private void drain(long now) {
        drained = recorder.getIntervalHistogram(drained);
        slice.add(drained);
        long age = now - sliceBegan;
        if (age < SLICE) {
            return;
        }
        Histogram recycled = previousSlice;
        previousSlice = slice;
        slice = recycled;
        slice.reset();
        if (age >= 2 * SLICE) {
            previousSlice.reset();
        }
        sliceBegan = now;
    }
}
