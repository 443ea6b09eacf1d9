package io.github.llmfailover.test.server;

import java.time.Instant;
import java.util.concurrent.locks.Condition;

/** The time of the machine. */
enum SystemTime implements SimulatorTime {
    INSTANCE;

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long await(Condition condition, long nanos) throws InterruptedException {
        return condition.awaitNanos(nanos);
    }
}
