package io.github.llmfailover.health;

import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.Reaction;
import java.time.Duration;

/**
 * The right to make one request. Ends in exactly one of success, failure or release; what is called after that does
 * nothing. A permit belongs to the breaker state in which it was given: where that state has moved on, its end is
 * counted in the statistics and never moves the breaker.
 */
public interface Permit {

    /** Instead of the time to the first content, where nobody has seen that. */
    long NOT_SEEN = -1;

    /**
     * The request was answered.
     *
     * @param firstTokenNanos from the request to its first content; {@link #NOT_SEEN} of a blocking call. A long answer
     *     does not make a provider slow, so the breaker then counts it as quick, and in the statistics the duration stands
     *     in for it
     * @param durationNanos from the request to the end of the answer
     * @param inputTokens as the provider reported; 0 where it did not
     * @param outputTokens as the provider reported; 0 where it did not
     */
    void succeeded(long firstTokenNanos, long durationNanos, long inputTokens, long outputTokens);

    /**
     * The request failed.
     *
     * @param failure how
     * @param reaction whether the breaker counts it, and how long the provider rests
     * @param durationNanos from the request to the failure
     * @param namedByCaller whether the caller named the model, so that its absence says nothing about the provider
     */
    void failed(Failure failure, Reaction reaction, long durationNanos, boolean namedByCaller);

    /**
     * The provider said that with this request the quota is used up. It is not asked for that model until the quota is
     * there again: the longer rest counts, and this one lasts at most a minute. May be told before or after the permit's
     * end, and ends nothing.
     *
     * @param untilReset until there is quota again; what is not positive means nothing
     */
    void usedUp(Duration untilReset);

    /**
     * Whether the request tests a provider that may have recovered, so that its breaker waits for a success or a failure of
     * it.
     */
    boolean isTest();

    /** The request ended for a reason that says nothing about the provider: the caller left, or our own code failed. */
    void released();
}
