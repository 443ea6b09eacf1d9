package io.github.llmfailover.execution;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Operators;

/**
 * What one subscriber gets, in order and never more than it asked for. Where the subscriber asks for everything, as most
 * do, a chunk goes straight through; otherwise it passes a queue that holds no more than what was asked of the provider
 * and not yet asked of us, which is the few chunks that were held back before the first content.
 */
final class Delivery {

    private static final Throwable COMPLETED = new Throwable("completed", null, false, false) {};

    private final CoreSubscriber<? super ChatResponse> subscriber;

    /** What the subscriber has asked for and not received. */
    private final AtomicLong demand = new AtomicLong();

    private final Queue<ChatResponse> queue = new ConcurrentLinkedQueue<>();

    private final AtomicInteger draining = new AtomicInteger();

    private volatile @Nullable Throwable end;

    private volatile boolean over;

    private final Runnable onBadSubscriber;

    /**
     * Creates a delivery.
     *
     * @param subscriber the subscriber
     * @param onBadSubscriber run when the subscriber throws instead of taking a chunk; it then gets nothing more
     */
    Delivery(CoreSubscriber<? super ChatResponse> subscriber, Runnable onBadSubscriber) {
        this.subscriber = subscriber;
        this.onBadSubscriber = onBadSubscriber;
    }

    CoreSubscriber<? super ChatResponse> subscriber() {
        return subscriber;
    }

    /** Returns what a provider should be asked for now. */
    long demand() {
        return demand.get();
    }

    boolean isUnbounded() {
        return demand.get() == Long.MAX_VALUE;
    }

    /** Notes that the subscriber asks for more. Returns whether it asked for something sensible. */
    boolean request(long n) {
        if (n <= 0) {
            error(new IllegalArgumentException(
                    "A subscriber must request a positive number of elements (Reactive Streams §3.9), but requested "
                            + n));
            return false;
        }
        demand.accumulateAndGet(n, Operators::addCap);
        if (!queue.isEmpty()) {
            drain();
        }
        return true;
    }

    /** Delivers a chunk. */
    void next(ChatResponse chunk) {
        if (over) {
            return;
        }
        if (isUnbounded() && queue.isEmpty() && draining.compareAndSet(0, 1)) {
            handOver(chunk);
            int missed = draining.decrementAndGet();
            if (missed != 0) {
                drainLoop(missed);
            }
            return;
        }
        queue.add(chunk);
        drain();
    }

    void complete() {
        end = COMPLETED;
        drain();
    }

    void error(Throwable error) {
        end = error;
        drain();
    }

    void cancel() {
        over = true;
        drain();
    }

    private void drain() {
        if (draining.getAndIncrement() == 0) {
            drainLoop(1);
        }
    }

    private void drainLoop(int pending) {
        int missed = pending;
        while (true) {
            while (!over) {
                Throwable ended = end;
                ChatResponse chunk = demand.get() > 0 ? queue.poll() : null;
                if (chunk != null) {
                    demand.getAndUpdate(asked -> asked == Long.MAX_VALUE ? asked : asked - 1);
                    handOver(chunk);
                } else if (ended != null && queue.isEmpty()) {
                    over = true;
                    finish(ended);
                } else {
                    break;
                }
            }
            if (over) {
                queue.clear();
            }
            missed = draining.addAndGet(-missed);
            if (missed == 0) {
                return;
            }
        }
    }

    /** A subscriber that throws counts as one that has left (Reactive Streams §2.13). */
    private void handOver(ChatResponse chunk) {
        try {
            subscriber.onNext(chunk);
        } catch (Throwable e) {
            over = true;
            onBadSubscriber.run();
            Exceptions.throwIfJvmFatal(e);
            Operators.onErrorDropped(e, subscriber.currentContext());
        }
    }

    private void finish(Throwable ended) {
        if (ended == COMPLETED) {
            subscriber.onComplete();
        } else {
            subscriber.onError(ended);
        }
    }
}
