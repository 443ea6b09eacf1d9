package io.github.llmfailover.time;

import java.time.Duration;
import java.time.Instant;

/** The system's time, which a test can put forward: for tests over real sockets that need minutes to have passed. */
public final class ShiftableTime implements TimeSource {

    private final TimeSource system = TimeSource.system();

    private volatile long shift;

    /** Puts the clock forward. Tasks that are scheduled already are not moved. */
    public void jump(Duration by) {
        shift += by.toNanos();
    }

    @Override
    public long nanoTime() {
        return system.nanoTime() + shift;
    }

    @Override
    public Instant now() {
        return system.now().plusNanos(shift);
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        return system.schedule(delay, task);
    }
}
