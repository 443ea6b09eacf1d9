package io.github.llmfailover.plan;

import java.time.Duration;

/**
 * When a second provider is asked beside one that is slow ("The Tail at Scale", Dean and Barroso, CACM 2013).
 *
 * @param enabled whether it is done at all
 * @param after how long the first token of a stream, or the answer of a call, is awaited before
 * @param afterOwnP95 whether the provider's own recent 95th percentile takes the place of {@code after}, as soon as
 *     enough has been measured
 * @param maxRatio how many hedges there may be for each call, from 0 to 1
 */
public record HedgeSettings(boolean enabled, Duration after, boolean afterOwnP95, double maxRatio) {

    /** The defaults: off; after 3 s, for one call in twenty. */
    public static final HedgeSettings DEFAULTS = new HedgeSettings(false, Duration.ofSeconds(3), false, 0.05);

    /** Rejects a delay that is not positive and a ratio that is none. */
    public HedgeSettings {
        if (after.isZero() || after.isNegative()) {
            throw new IllegalArgumentException("hedging.after must be positive, but is " + after);
        }
        if (!(maxRatio >= 0 && maxRatio <= 1)) {
            throw new IllegalArgumentException("hedging.max-ratio must be between 0 and 1, but is " + maxRatio);
        }
    }
}
