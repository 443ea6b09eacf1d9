package io.github.llmfailover.plan;

import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.Reaction;
import io.github.llmfailover.provider.RetrySettings;
import io.github.llmfailover.routing.ChainMember;
import io.github.llmfailover.routing.Requirements;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Whether a provider that failed is asked again in the same call, and after what pause. */
final class SameProviderRetry {

    /** It is not asked again. */
    static final long NONE = -1;

    private SameProviderRetry() {}

    /**
     * Returns how long to wait before asking again. A rate limit is waited for only where the provider says how long and
     * that is within {@code retry.max-wait}; what may have been an accident is tried again after a random pause.
     *
     * @param member who failed
     * @param requirements of the request
     * @param failure how
     * @param reaction what follows from such a failure
     * @param retries how many retries there were already
     * @param random spreads the pauses
     * @return nanoseconds, or {@link #NONE}
     */
    static long nanosBefore(
            ChainMember member,
            Requirements requirements,
            Failure failure,
            Reaction reaction,
            int retries,
            RandomGenerator random) {
        RetrySettings retry = member.provider().settings().retry();
        if (retries >= retry.max()) {
            return NONE;
        }
        if (failure.kind() == FailureKind.RATE_LIMITED) {
            Duration retryAfter = failure.retryAfter();
            return retryAfter == null || retry.maxWait().isZero() || retryAfter.compareTo(retry.maxWait()) > 0
                    ? NONE
                    : Math.max(retryAfter.toNanos(), member.nanosUntilAvailable(requirements));
        }
        return reaction.retrySameProvider() ? Backoff.fullJitter(retry.backoff().toNanos(), retries, random) : NONE;
    }
}
