package io.github.llmfailover.plan;

import java.time.Duration;

/**
 * What bounds every call.
 *
 * @param deadline of the whole call; of a stream, until its first token
 * @param maxAttempts of one call, over all providers
 * @param whenUnavailable what to do when no provider takes requests
 */
public record PlanSettings(Duration deadline, int maxAttempts, WhenUnavailable whenUnavailable) {

    /** The defaults: 120 s, six attempts, wait. */
    public static final PlanSettings DEFAULTS = new PlanSettings(Duration.ofSeconds(120), 6, WhenUnavailable.WAIT);

    /** Rejects what could never serve a call. */
    public PlanSettings {
        if (deadline.isZero() || deadline.isNegative()) {
            throw new IllegalArgumentException("deadline must be positive, but is " + deadline);
        }
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("max-attempts must be at least 1, but is " + maxAttempts);
        }
    }
}
