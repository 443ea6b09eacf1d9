package io.github.llmfailover;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits that one request wants otherwise than they are configured, whichever provider it goes to. {@code null} means
 * as configured in {@code llm.failover.timeout} and the provider's own block.
 *
 * @param firstToken until the first content of a stream
 * @param stall between two events of a stream, from the first content on
 * @param response until the whole answer of a blocking call
 * @param pace what a stream must keep from its first content on
 */
public record RequestTimeouts(
        @Nullable Duration firstToken,
        @Nullable Duration stall,
        @Nullable Duration response,
        @Nullable Pace pace) {

    /** Everything as configured. */
    public static final RequestTimeouts AS_CONFIGURED = new RequestTimeouts(null, null, null, null);

    /** Rejects a limit that is not positive with an {@link IllegalArgumentException}. */
    public RequestTimeouts {
        requirePositive("first-token", firstToken);
        requirePositive("stall", stall);
        requirePositive("response", response);
    }

    /** Returns the same limits but for the one of the first token. */
    public RequestTimeouts withFirstToken(@Nullable Duration limit) {
        return new RequestTimeouts(limit, stall, response, pace);
    }

    /** Returns the same limits but for the one of a stall. */
    public RequestTimeouts withStall(@Nullable Duration limit) {
        return new RequestTimeouts(firstToken, limit, response, pace);
    }

    /** Returns the same limits but for the one of a whole answer. */
    public RequestTimeouts withResponse(@Nullable Duration limit) {
        return new RequestTimeouts(firstToken, stall, limit, pace);
    }

    /** Returns the same limits but for the pace. */
    public RequestTimeouts withPace(@Nullable Pace minimum) {
        return new RequestTimeouts(firstToken, stall, response, minimum);
    }

    private static void requirePositive(String name, @Nullable Duration limit) {
        if (limit != null && (limit.isZero() || limit.isNegative())) {
            throw new IllegalArgumentException(
                    "The " + name + " timeout of a request must be positive, but is " + limit);
        }
    }
}
