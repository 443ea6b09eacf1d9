package io.github.llmfailover.sample;

import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** The system's time, which a test can put forward. */
final class ShiftableTime implements TimeSource {

    private final TimeSource system = TimeSource.system();

    private final AtomicLong shift = new AtomicLong();

    void jump(Duration by) {
        shift.addAndGet(by.toNanos());
    }

    @Override
    public long nanoTime() {
        return system.nanoTime() + shift.get();
    }

    @Override
    public Instant now() {
        return system.now().plusNanos(shift.get());
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        return system.schedule(delay, task);
    }
}
