package io.github.llmfailover.execution;

import io.github.llmfailover.provider.Exchange;
import io.github.llmfailover.time.TimeSource;

/**
 * What a stream has been waiting for: its provider, or threads of the application's own. Between one chunk and the next,
 * while the subscriber wants more, it is the one or the other; while a chunk is handed over, and while the subscriber
 * wants nothing, it is neither.
 */
final class AttemptClock {

    private final Exchange exchange;

    private final TimeSource time;

    /** When the stream last moved, or last could have: a subscriber that takes its time is not the provider's fault. */
    private volatile long movedAt;

    /** How long the provider had been waited for by then. */
    private volatile long providerNanosThen;

    private volatile long ownNanos;

    AttemptClock(Exchange exchange, TimeSource time) {
        this.exchange = exchange;
        this.time = time;
        this.movedAt = exchange.createdAt();
    }

    /** A chunk arrives. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // Only one thread at a time delivers.
    void arrived() {
        ownNanos += ownSinceMove(time.nanoTime());
    }

    /** From now on, and not before, the stream could move. */
    void moved() {
        long now = time.nanoTime();
        providerNanosThen = exchange.providerNanos(now);
        movedAt = now;
    }

    /** Returns how long the stream has not moved, whoever is to blame. */
    long standingNanos(long now) {
        return now - movedAt;
    }

    /** Returns how long the stream has not moved while its provider was waited for. */
    long providerStandingNanos(long now) {
        return exchange.providerNanos(now) - providerNanosThen;
    }

    /** Returns how long the stream waited for threads of our own, up to the last chunk that arrived. */
    long ownNanos() {
        return ownNanos;
    }

    /**
     * Returns how long the stream waited for threads of our own, up to now.
     *
     * @param wanted whether the subscriber wants more
     */
    long ownNanosUntilNow(boolean wanted) {
        return wanted ? ownNanos + ownSinceMove(time.nanoTime()) : ownNanos;
    }

    private long ownSinceMove(long now) {
        return Math.max(0, standingNanos(now) - providerStandingNanos(now));
    }
}
