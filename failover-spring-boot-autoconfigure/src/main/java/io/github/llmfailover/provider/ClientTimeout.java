package io.github.llmfailover.provider;

import java.time.Duration;

/**
 * A time-out that a client has by itself, below the limits of the failover layer.
 *
 * @param client what people call the client
 * @param property the property that sets it
 * @param limit its value
 * @param scope what it bounds
 */
public record ClientTimeout(String client, String property, Duration limit, Scope scope) {

    /** What a time-out bounds. */
    public enum Scope {
        /** The answer of a blocking call. */
        CALL,
        /** A whole exchange, the body of a stream included, however well the stream moves. */
        EXCHANGE,
        /** The silence before and between two pieces of a stream. */
        SILENCE
    }
}
