package io.github.llmfailover.health;

import io.github.llmfailover.health.HealthSnapshot.Percentiles;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

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

    private final Recorder recorder = new Recorder(1, HIGHEST, DIGITS);

    private final ReentrantLock lock = new ReentrantLock();

    private volatile long sliceBegan;

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

    Percentiles percentiles(long now) {
        lock.lock();
        try {
            drain(now);
            Histogram recent = slice.copy();
            recent.add(previousSlice);
            if (recent.getTotalCount() == 0) {
                return new Percentiles(null, null);
            }
            return new Percentiles(milliseconds(recent, 50), milliseconds(recent, 95));
        } finally {
            lock.unlock();
        }
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
