package io.github.llmfailover.health;

import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** Time that stands still until a test moves it. Nothing that is tested here schedules anything. */
final class StandingTime implements TimeSource {

    volatile long nanos;

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        throw new UnsupportedOperationException("Nothing is scheduled here");
    }
}
