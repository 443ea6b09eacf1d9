package io.github.llmfailover.trace;

import org.jspecify.annotations.Nullable;

/** Something under way for which threads work, and of which contexts know. Safe for use by several threads. */
public interface Traced {

    /**
     * Notes that the current thread works for this from here on, so that what begins on it, and what it logs, is found to
     * belong here.
     *
     * @return ends that; to be closed on the same thread
     */
    Scope open();

    /**
     * Returns what a Reactor context carries for whoever works for this on other threads, under the tracer's
     * {@link CallTracer#contextKey() key}; {@code null} for nothing.
     */
    @Nullable
    Object contextValue();

    /** The time during which one thread works for something. */
    interface Scope extends AutoCloseable {

        /** Nothing to end. */
        Scope NONE = () -> {};

        @Override
        void close();
    }
}
