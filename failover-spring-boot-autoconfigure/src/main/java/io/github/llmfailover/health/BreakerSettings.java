package io.github.llmfailover.health;

import java.time.Duration;

/**
 * When the circuit breaker of one provider opens, and for how long ({@code llm.failover.circuit-breaker.*}). The
 * defaults suit traffic of few, long and expensive calls.
 *
 * @param failureRateThreshold the share of failed calls in percent from which the breaker opens; above 0, up to 100
 * @param slidingWindowSize how many of the last calls the rates are taken of; at least 1
 * @param minimumNumberOfCalls how many calls must have ended before a rate means anything; at least 1 and not more than
 *     the window
 * @param slowCallRateThreshold the share of slow calls in percent from which the breaker opens; above 0, up to 100
 * @param slowCallDurationThreshold the time to the first token above which a call is slow; positive
 * @param openDuration how long the breaker stays open the first time; at least a millisecond
 * @param openDurationMultiplier by how much each further opening lasts longer, until a recovery; 1 to 100
 * @param maxOpenDuration the longest that it stays open; not shorter than {@code openDuration}
 * @param permittedCallsInHalfOpen how many calls probe a provider that may have recovered; at least 1
 * @param rampUp over how long after a recovery the provider gets its share of traffic back; zero for at once
 * @param staleAfter after how long without any outcome what is known of the provider no longer counts: failures from
 *     before do not open the breaker together with one of now; at least a millisecond
 */
public record BreakerSettings(
        double failureRateThreshold,
        int slidingWindowSize,
        int minimumNumberOfCalls,
        double slowCallRateThreshold,
        Duration slowCallDurationThreshold,
        Duration openDuration,
        double openDurationMultiplier,
        Duration maxOpenDuration,
        int permittedCallsInHalfOpen,
        Duration rampUp,
        Duration staleAfter) {

    /** What holds where nothing is configured. */
    public static final BreakerSettings DEFAULTS = new BreakerSettings(
            50,
            20,
            5,
            100,
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            2,
            Duration.ofSeconds(60),
            3,
            Duration.ZERO,
            Duration.ofMinutes(10));

    /** Rejects values that contradict themselves or each other with an {@link IllegalArgumentException}. */
    public BreakerSettings {
        requirePercentage("failure-rate-threshold", failureRateThreshold);
        requirePercentage("slow-call-rate-threshold", slowCallRateThreshold);
        requireAtLeastOne("sliding-window-size", slidingWindowSize);
        requireAtLeastOne("minimum-number-of-calls", minimumNumberOfCalls);
        requireAtLeastOne("permitted-calls-in-half-open", permittedCallsInHalfOpen);
        if (minimumNumberOfCalls > slidingWindowSize) {
            throw new IllegalArgumentException("minimum-number-of-calls (" + minimumNumberOfCalls
                    + ") must not be more than sliding-window-size (" + slidingWindowSize
                    + "), or the breaker would never open");
        }
        requireAtLeastOneMillisecond("slow-call-duration-threshold", slowCallDurationThreshold);
        requireAtLeastOneMillisecond("open-duration", openDuration);
        requireAtLeastOneMillisecond("max-open-duration", maxOpenDuration);
        requireAtLeastOneMillisecond("stale-after", staleAfter);
        if (rampUp.isNegative() || rampUp.compareTo(Duration.ofDays(365)) > 0) {
            throw new IllegalArgumentException("ramp-up must be from 0 to 365 days, but is " + rampUp);
        }
        if (maxOpenDuration.compareTo(openDuration) < 0) {
            throw new IllegalArgumentException("max-open-duration (" + maxOpenDuration
                    + ") must not be shorter than open-duration (" + openDuration + ")");
        }
        if (!(openDurationMultiplier >= 1 && openDurationMultiplier <= 100)) {
            throw new IllegalArgumentException(
                    "open-duration-multiplier must be from 1 to 100, but is " + openDurationMultiplier);
        }
    }

    /** Settings without a ramp, and with the default time after which health is stale. */
    public BreakerSettings(
            double failureRateThreshold,
            int slidingWindowSize,
            int minimumNumberOfCalls,
            double slowCallRateThreshold,
            Duration slowCallDurationThreshold,
            Duration openDuration,
            double openDurationMultiplier,
            Duration maxOpenDuration,
            int permittedCallsInHalfOpen) {
        this(
                failureRateThreshold,
                slidingWindowSize,
                minimumNumberOfCalls,
                slowCallRateThreshold,
                slowCallDurationThreshold,
                openDuration,
                openDurationMultiplier,
                maxOpenDuration,
                permittedCallsInHalfOpen,
                DEFAULTS.rampUp,
                DEFAULTS.staleAfter);
    }

    private static void requirePercentage(String property, double value) {
        if (!(value > 0 && value <= 100)) {
            throw new IllegalArgumentException(
                    property + " is a percentage and must be above 0 and at most 100, but is " + value);
        }
    }

    private static void requireAtLeastOne(String property, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(property + " must be at least 1, but is " + value);
        }
    }

    private static void requireAtLeastOneMillisecond(String property, Duration value) {
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(Duration.ofDays(365)) > 0) {
            throw new IllegalArgumentException(
                    property + " must be at least one millisecond and at most 365 days, but is " + value);
        }
    }
}
