package io.github.llmfailover.provider;

import io.github.llmfailover.failure.Quota;
import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One request at one provider, from the moment we hand it to the client until it ends. It carries what a Spring AI client
 * does not offer: a way to abort the request by the client's own means, and how long the provider has been waited for,
 * as against threads and queues of the application's own.
 *
 * <p>The provider is waited for from the departure to the headers of its answer, and then while somebody reads the body.
 * Between the headers and the first read, and from one read to the next, the answer may long have been there. Where a
 * binding does not tell of headers and reads, the provider is waited for all the time.
 *
 * <p>Safe for use by several threads.
 */
public final class Exchange {

    private static final Log logger = LogFactory.getLog(Exchange.class);

    /** Set in {@link #clock} while the provider is not waited for. */
    private static final long STOPPED = 1;

    private final TimeSource time;

    private final long createdAt;

    private final List<Runnable> onAbort = new ArrayList<>(2);

    private volatile boolean aborted;

    private volatile boolean departureAwaited;

    private volatile boolean departed;

    private volatile long departedAt;

    /**
     * How long the provider has been waited for, in one word, so that it can be read at any moment without a lock: while
     * it is waited for, the reading from which that time counts; otherwise that time itself. The lowest bit, one
     * nanosecond, tells which.
     */
    private volatile long clock;

    private volatile @Nullable Duration usedUpFor;

    /** Creates an exchange that has departed now, unless a binding says that it will tell. */
    public Exchange(TimeSource time) {
        this.time = time;
        this.createdAt = time.nanoTime();
        this.departedAt = createdAt;
        this.clock = createdAt & ~STOPPED;
    }

    /** Announces that {@link #departed()} will be called when the request leaves; until then no limit runs. */
    public void awaitDeparture() {
        departureAwaited = true;
    }

    /** Notes that the request leaves now. Only the first call counts as the departure. */
    public synchronized void departed() {
        long now = time.nanoTime();
        if (!departed) {
            departedAt = now;
            clock = now & ~STOPPED;
            departed = true;
        } else {
            waitForProvider(now);
        }
    }

    /** Notes that the headers of an answer are there: from now on the provider is waited for only during reads. */
    public void responded() {
        stopWaiting();
    }

    /** Notes that a thread begins to read the body. Reads of one body follow each other. */
    public void readBegins() {
        waitForProvider(time.nanoTime());
    }

    /** Notes that a read has ended. */
    public void readEnds() {
        stopWaiting();
    }

    private void waitForProvider(long now) {
        long stopped = clock;
        if ((stopped & STOPPED) != 0) {
            clock = (now - (stopped & ~STOPPED)) & ~STOPPED;
        }
    }

    private void stopWaiting() {
        long running = clock;
        if ((running & STOPPED) == 0) {
            clock = Math.max(0, time.nanoTime() - running) | STOPPED;
        }
    }

    /**
     * Returns how long the provider has been waited for, in nanoseconds; 0 while the request has not left.
     *
     * @param now the ticker's reading
     */
    public long providerNanos(long now) {
        if (!hasDeparted()) {
            return 0;
        }
        long reading = clock;
        return (reading & STOPPED) == 0 ? Math.max(0, now - reading) : reading & ~STOPPED;
    }

    /** Whether the request waited longer before it left than afterwards, as far as threads of our own were waited for. */
    boolean waitedMostlyToLeave() {
        long now = time.nanoTime();
        long queued = (hasDeparted() ? departedAt : now) - createdAt;
        return 2 * queued >= now - createdAt - providerNanos(now);
    }

    /** Returns the ticker's reading when the exchange was created. */
    public long createdAt() {
        return createdAt;
    }

    /**
     * Notes that a good answer says that nothing is left of a rate limit.
     *
     * @param headers the values of the answer's headers, by their names in any case
     */
    void usedUp(Function<String, List<String>> headers) {
        usedUpFor = Quota.untilReset(headers, time.now());
    }

    /** Returns for how long the provider, by its own word, has nothing left for us; {@code null} where it did not say so. */
    public @Nullable Duration usedUpFor() {
        return usedUpFor;
    }

    /** Whether the request has left us, as far as that can be seen. */
    public boolean hasDeparted() {
        return departed || !departureAwaited;
    }

    /** Returns the ticker's reading when the request left, or when the exchange was created where that is not seen. */
    public long departedAt() {
        return departedAt;
    }

    /**
     * Registers what aborts the request; runs it at once where the exchange has been aborted already.
     *
     * @param abort closes the connection; must not block, and may be called from any thread
     */
    public void onAbort(Runnable abort) {
        synchronized (this) {
            if (!aborted) {
                onAbort.add(abort);
                return;
            }
        }
        runLogged(abort);
    }

    /**
     * Aborts the request, so that its connection closes, a thread blocked in it returns, and a stream ends in an error,
     * which reaches the subscriber on this thread. Never blocks and never throws. Further calls do nothing, and so does
     * an abort of an exchange that has ended.
     */
    public void abort() {
        Runnable[] actions;
        synchronized (this) {
            if (aborted) {
                return;
            }
            aborted = true;
            actions = onAbort.toArray(Runnable[]::new);
            onAbort.clear();
        }
        // The latest first, since it is the closest to the wire: what is cancelled further out must not block on it.
        for (int i = actions.length - 1; i >= 0; i--) {
            runLogged(actions[i]);
        }
    }

    /** Notes that the request has ended: there is nothing left to abort. */
    synchronized void ended() {
        onAbort.clear();
    }

    /** Whether {@link #abort()} was called: what the client throws afterwards is ours, not the network's. */
    public boolean isAborted() {
        return aborted;
    }

    /** One way of aborting that fails must not keep the others from being tried. */
    private static void runLogged(Runnable abort) {
        try {
            abort.run();
        } catch (RuntimeException e) {
            logger.warn("A request could not be aborted by one of the ways to do it", e);
        }
    }
}
