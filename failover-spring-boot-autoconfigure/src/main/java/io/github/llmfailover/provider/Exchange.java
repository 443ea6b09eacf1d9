package io.github.llmfailover.provider;

import io.github.llmfailover.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request at one provider, from the moment we hand it to the client until it ends. It carries the two things that a
 * Spring AI client does not offer: a way to abort the request by the client's own means, and the moment at which the
 * request really left us.
 */
public final class Exchange {

    private final TimeSource time;

    private final List<Runnable> onAbort = new ArrayList<>(1);

    private boolean aborted;

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
    public void departed() {
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
        abort.run();
    }

    /** Aborts the request, so that its connection closes and a thread blocked in it returns. Further calls do nothing. */
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
        @Nullable RuntimeException failure = null;
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Whether {@link #abort()} was called: what the client throws afterwards is ours, not the network's. */
    public synchronized boolean isAborted() {
        return aborted;
    }
}
