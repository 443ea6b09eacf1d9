package io.github.llmfailover.provider;

import io.github.llmfailover.Pace;
import io.github.llmfailover.RequestTimeouts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one attempt at a provider. They run from the moment the request leaves the application, as exactly as
 * that can be seen.
 *
 * @param firstToken until the first content of a stream
 * @param stall between two events of a stream, from the first content on
 * @param response until the whole answer of a blocking call
 * @param pace what a stream must keep from its first content on
 */
public record Timeouts(Duration firstToken, Duration stall, Duration response, Pace pace) {

    /** The defaults: 20 s, 20 s and 90 s, at any pace. */
    public static final Timeouts DEFAULTS =
            new Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(90));

    /** Rejects a limit that is not positive. */
    public Timeouts {
        requirePositive("first-token", firstToken);
        requirePositive("stall", stall);
        requirePositive("response", response);
    }

    /** Limits at any pace. */
    public Timeouts(Duration firstToken, Duration stall, Duration response) {
        this(firstToken, stall, response, Pace.ANY);
    }

    /** Returns the limits that hold for a request: its own where it has any, these otherwise. */
    public Timeouts overriddenBy(@Nullable RequestTimeouts request) {
        return request == null
                ? this
                : new Timeouts(
                        request.firstToken() != null ? request.firstToken() : firstToken,
                        request.stall() != null ? request.stall() : stall,
                        request.response() != null ? request.response() : response,
                        request.pace() != null ? request.pace() : pace);
    }

    private static void requirePositive(String name, Duration limit) {
        if (limit.isZero() || limit.isNegative()) {
            throw new IllegalArgumentException("timeout." + name + " must be positive, but is " + limit);
        }
    }
}
