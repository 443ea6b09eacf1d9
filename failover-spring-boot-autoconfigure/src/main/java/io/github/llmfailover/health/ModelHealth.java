package io.github.llmfailover.health;

import io.github.llmfailover.ProviderState;
import java.util.concurrent.atomic.AtomicInteger;

/** Whether one model at one provider may be asked: its breaker, its rests, and how many want it at the moment. */
final class ModelHealth {

    final Breaker breaker;

    final Rests rests;

    /** Requests under way or about to be. */
    final AtomicInteger users = new AtomicInteger();

    private volatile long usedAt;

    ModelHealth(Breaker breaker, Rests rests) {
        this.breaker = breaker;
        this.rests = rests;
    }

    void used(long now) {
        users.incrementAndGet();
        usedAt = now;
    }

    boolean isIdle() {
        return users.get() == 0;
    }

    boolean isUsedBefore(ModelHealth other) {
        return usedAt - other.usedAt < 0;
    }

    /** Returns how long this model is known to be left alone; 0 where it may be asked. */
    long nanosRefused(long now) {
        return Math.max(rests.nanosLeft(now), breaker.nanosUntilAsked(now));
    }

    ProviderState stateAt(long now) {
        return breaker.state(rests.nanosLeft(now) > 0);
    }
}
