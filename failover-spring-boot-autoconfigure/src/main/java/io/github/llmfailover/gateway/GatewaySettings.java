package io.github.llmfailover.gateway;

import io.github.llmfailover.OnInterruption;
import java.time.Duration;
import java.util.List;

/**
 * What bounds the gateway.
 *
 * @param basePath the path below which the API is, such as {@code /v1}; begins with a slash and does not end with one
 * @param keys the keys that are accepted
 * @param anonymous who needs none
 * @param maxBodyBytes how long a request's body may be
 * @param bodyTimeout how long a request's body may take to arrive
 * @param maxConcurrentRequests how many requests may be under way that are no streams, or not known to be yet
 * @param maxConcurrentStreams how many streams may be under way
 * @param maxMessages how many messages one request may have
 * @param keepAliveInterval after how long without content a stream gets a comment
 * @param readerTimeout how long a client may leave what it is sent unread
 * @param shutdownTimeout how long requests under way may go on once the application closes
 * @param onInterruption what follows where a stream breaks, unless the client says otherwise
 */
public record GatewaySettings(
        String basePath,
        List<GatewayKey> keys,
        AnonymousAccess anonymous,
        int maxBodyBytes,
        Duration bodyTimeout,
        int maxConcurrentRequests,
        int maxConcurrentStreams,
        int maxMessages,
        Duration keepAliveInterval,
        Duration readerTimeout,
        Duration shutdownTimeout,
        OnInterruption onInterruption) {

    /** Rejects limits that nothing could pass; copies the keys. */
    public GatewaySettings {
        if (!basePath.isEmpty() && (!basePath.startsWith("/") || basePath.endsWith("/"))) {
            throw new IllegalArgumentException(
                    "The base path must begin with a slash and not end with one, but is '" + basePath + "'");
        }
        if (maxBodyBytes < 1 || maxConcurrentRequests < 1 || maxConcurrentStreams < 1 || maxMessages < 1) {
            throw new IllegalArgumentException("Every limit of the gateway must be at least 1");
        }
        if (!isPositive(bodyTimeout) || !isPositive(keepAliveInterval) || !isPositive(readerTimeout)) {
            throw new IllegalArgumentException("Every time of the gateway must be longer than nothing");
        }
        if (shutdownTimeout.isNegative()) {
            throw new IllegalArgumentException("The shutdown time must not be negative");
        }
        keys = List.copyOf(keys);
    }

    private static boolean isPositive(Duration time) {
        return !time.isNegative() && !time.isZero();
    }
}
