package io.github.llmfailover.execution;

import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Lets through what should be said now and then, and not each time that it is true. */
final class OnceAMinute {

    private static final long PAUSE = Duration.ofMinutes(1).toNanos();

    private final TimeSource time;

    /** When the last one was let through; a minute before the beginning where none was. */
    private final AtomicLong last;

    OnceAMinute(TimeSource time) {
        this.time = time;
        this.last = new AtomicLong(time.nanoTime() - PAUSE);
    }

    boolean isDue() {
        long now = time.nanoTime();
        long before = last.get();
        return now - before >= PAUSE && last.compareAndSet(before, now);
    }
}
