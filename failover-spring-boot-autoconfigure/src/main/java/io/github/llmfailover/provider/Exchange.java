package io.github.llmfailover.provider;

import io.github.llmfailover.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * One request at one provider, from the moment we hand it to the client until it ends. It carries the two things that a
 * Spring AI client does not offer: a way to abort the request by the client's own means, and the moment at which the
 * request really left us.
 *
 * <p>Safe for use by several threads.
 */
public final class Exchange {

    private static final Log logger = LogFactory.getLog(Exchange.class);

    private final TimeSource time;

    private final List<Runnable> onAbort = new ArrayList<>(2);

    private volatile boolean aborted;

    private volatile boolean departureAwaited;

    private volatile boolean departed;

    private volatile long departedAt;

    /** Creates an exchange that has departed now, unless a binding says that it will tell. */
    public Exchange(TimeSource time) {
        this.time = time;
        this.departedAt = time.nanoTime();
    }

    /** Announces that {@link #departed()} will be called when the request leaves; until then no limit runs. */
    public void awaitDeparture() {
        departureAwaited = true;
    }

    /** Notes that the request leaves now. Only the first call counts. */
    public synchronized void departed() {
        if (!departed) {
            departedAt = time.nanoTime();
            departed = true;
        }
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
