package io.github.llmfailover.provider;

import java.time.Duration;

/**
 * How often and when one provider is asked again in the same call.
 *
 * @param max how many times at most, after the first attempt; 0 for never
 * @param backoff the upper bound of the random wait before the first retry; it doubles with each further one (full
 *     jitter, as in "Exponential Backoff And Jitter", AWS Architecture Blog, 2015)
 * @param maxWait a {@code Retry-After} up to this long is waited for rather than failed over; zero for never
 */
public record RetrySettings(int max, Duration backoff, Duration maxWait) {

    /** The defaults: one retry, 200 ms, no waiting for a {@code Retry-After}. */
    public static final RetrySettings DEFAULTS = new RetrySettings(1, Duration.ofMillis(200), Duration.ZERO);

    /** Rejects negative values. */
    public RetrySettings {
        if (max < 0) {
            throw new IllegalArgumentException("retry.max must not be negative, but is " + max);
        }
        if (backoff.isNegative()) {
            throw new IllegalArgumentException("retry.backoff must not be negative, but is " + backoff);
        }
        if (maxWait.isNegative()) {
            throw new IllegalArgumentException("retry.max-wait must not be negative, but is " + maxWait);
        }
    }
}
