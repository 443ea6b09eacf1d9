package io.github.llmfailover;

/** How a caller asked. */
public enum CallMode {
    /** One blocking call for the whole answer. */
    CALL,
    /** A stream of the answer's parts. */
    STREAM
}
