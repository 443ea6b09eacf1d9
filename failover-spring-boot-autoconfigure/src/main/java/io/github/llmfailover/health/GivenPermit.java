package io.github.llmfailover.health;

import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.Reaction;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/** A permit with what it was given under. The first of its terminal calls wins, from whichever thread. */
final class GivenPermit implements Permit {

    private static final AtomicIntegerFieldUpdater<GivenPermit> ENDED =
            AtomicIntegerFieldUpdater.newUpdater(GivenPermit.class, "ended");

    private final DefaultProviderHealth health;

    /** The model that the caller named; {@code null} for what the provider serves by default. */
    final @Nullable ModelHealth other;

    /** Of the provider's breaker; {@code null} where no breaker was asked, and then none is told either. */
    final @Nullable Metrics generation;

    /** Of the other model's breaker. */
    final @Nullable Metrics modelGeneration;

    /** In which no operator had acted yet who acted later. */
    final int epoch;

    /** Of the rests of the model. */
    final int restGeneration;

    /** Of the rests of the whole provider. */
    final int providerRestGeneration;

    private volatile int ended;

    GivenPermit(
            DefaultProviderHealth health,
            @Nullable ModelHealth other,
            int epoch,
            @Nullable Metrics generation,
            @Nullable Metrics modelGeneration,
            int restGeneration,
            int providerRestGeneration) {
        this.health = health;
        this.other = other;
        this.epoch = epoch;
        this.generation = generation;
        this.modelGeneration = modelGeneration;
        this.restGeneration = restGeneration;
        this.providerRestGeneration = providerRestGeneration;
    }

    @Override
    public void succeeded(long firstTokenNanos, long durationNanos, long inputTokens, long outputTokens) {
        if (ends()) {
            health.succeeded(this, firstTokenNanos, durationNanos, inputTokens, outputTokens);
        }
    }

    @Override
    public void failed(Failure failure, Reaction reaction, long durationNanos, boolean namedByCaller) {
        if (ends()) {
            health.failed(this, failure, reaction, durationNanos, namedByCaller);
        }
    }

    @Override
    public void usedUp(Duration untilReset) {
        health.usedUp(this, untilReset);
    }

    @Override
    public boolean isTest() {
        return ended == 0 && health.isTestedBy(this);
    }

    @Override
    public void released() {
        if (ends()) {
            health.released(this);
        }
    }

    private boolean ends() {
        return ended == 0 && ENDED.compareAndSet(this, 0, 1);
    }
}
