package io.github.llmfailover;

import java.time.Duration;

/**
 * The pace that a stream must keep. A stream that drips slower counts as stalled, although no two of its chunks are far
 * apart.
 *
 * @param chunks how many chunks there must be in each window; 0 for any pace. A chunk is about a token
 * @param window how long a window is
 */
public record Pace(int chunks, Duration window) {

    /** Any pace will do. */
    public static final Pace ANY = new Pace(0, Duration.ofSeconds(30));

    /** Rejects a negative number and a window that is not positive. */
    public Pace {
        if (chunks < 0) {
            throw new IllegalArgumentException("timeout.pace.chunks must not be negative, but is " + chunks);
        }
        if (window.isZero() || window.isNegative()) {
            throw new IllegalArgumentException("timeout.pace.window must be positive, but is " + window);
        }
    }
}
