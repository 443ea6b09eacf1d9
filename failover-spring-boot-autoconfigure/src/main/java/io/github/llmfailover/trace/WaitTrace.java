package io.github.llmfailover.trace;

/** One wait of a call. */
public interface WaitTrace {

    /** Traces nothing. */
    WaitTrace NONE = () -> {};

    /** Notes the end, be it that the time is over or that the caller has left. */
    void ended();
}
