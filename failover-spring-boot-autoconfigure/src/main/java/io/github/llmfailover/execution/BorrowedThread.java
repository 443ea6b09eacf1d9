package io.github.llmfailover.execution;

import io.github.llmfailover.provider.Provider;
import java.util.concurrent.atomic.AtomicReference;

/** The thread of ours that one call has while it runs, for whose caller it may become too long. */
final class BorrowedThread {

    private enum State {
        WAITING,
        RUNNING,
        ABANDONED,
        RETURNED
    }

    private final Provider provider;

    private final OwnThreads threads;

    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

    BorrowedThread(Provider provider, OwnThreads threads) {
        this.provider = provider;
        this.threads = threads;
    }

    /** The call begins. */
    void begins() {
        state.compareAndSet(State.WAITING, State.RUNNING);
    }

    /** The caller waits no longer. */
    void abandoned() {
        if (state.compareAndSet(State.RUNNING, State.ABANDONED)) {
            threads.abandoned(provider, this);
        }
    }

    /** The call has come to its end, whether or not anybody waited for it. */
    void returned() {
        if (state.getAndSet(State.RETURNED) == State.ABANDONED) {
            threads.returned(provider);
        }
    }

    boolean isAbandoned() {
        return state.get() == State.ABANDONED;
    }
}
