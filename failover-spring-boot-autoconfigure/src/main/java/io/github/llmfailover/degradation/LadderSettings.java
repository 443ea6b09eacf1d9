package io.github.llmfailover.degradation;

import java.time.Duration;

/**
 * What bounds the way down the ladder.
 *
 * @param minQuality how good an answer must be where a request does not say
 * @param timeLimit how long all tiers together may take
 * @param grace how long they may go on past the call's deadline
 * @param maxWait how long a call waits for a provider to recover before it goes down the ladder
 */
public record LadderSettings(double minQuality, Duration timeLimit, Duration grace, Duration maxWait) {

    /** The defaults: any quality, two seconds, 250 ms past the deadline, one second of waiting. */
    public static final LadderSettings DEFAULTS =
            new LadderSettings(0, Duration.ofSeconds(2), Duration.ofMillis(250), Duration.ofSeconds(1));
}
