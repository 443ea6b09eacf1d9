package io.github.llmfailover.bench;

import io.github.llmfailover.test.server.SimulatorTime;
import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;

/**
 * Time that passes some times faster than the machine's, for the library and for the provider alike: limits and waits keep
 * their proportions, and nothing is configured otherwise. At speed 1 it is the machine's.
 */
final class FastTime implements TimeSource, SimulatorTime {

    private final TimeSource system = TimeSource.system();

    private final int speed;

    private final long nanosAtStart = system.nanoTime();

    private final Instant start = system.now();

    FastTime(int speed) {
        if (speed < 1) {
            throw new IllegalArgumentException("Time passes at least once as fast as it does, not " + speed + " times");
        }
        this.speed = speed;
    }

    /** Whether waits take as long as they say, so that what is measured is what a client would measure. */
    boolean isReal() {
        return speed == 1;
    }

    @Override
    public long nanoTime() {
        return (system.nanoTime() - nanosAtStart) * speed;
    }

    @Override
    public Instant now() {
        return start.plusNanos(nanoTime());
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        return system.schedule(delay.dividedBy(speed), task);
    }

    @Override
    public long await(Condition condition, long nanos) throws InterruptedException {
        return SimulatorTime.system().await(condition, nanos / speed) * speed;
    }
}
