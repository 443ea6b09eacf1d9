package io.github.llmfailover.plan;

import io.github.llmfailover.OnInterruption;
import io.github.llmfailover.RequestTimeouts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one request wants otherwise than it is configured.
 *
 * @param deadline of the whole call, from its beginning; {@code null} as configured
 * @param onInterruption what follows when its stream breaks; {@code null} as configured
 * @param timeouts of each attempt; {@code null} as configured
 */
public record CallTerms(
        @Nullable Duration deadline,
        @Nullable OnInterruption onInterruption,
        @Nullable RequestTimeouts timeouts) {

    /** Everything as configured. */
    public static final CallTerms AS_CONFIGURED = new CallTerms(null, null, null);

    /** Rejects a deadline that is not positive. */
    public CallTerms {
        if (deadline != null && (deadline.isZero() || deadline.isNegative())) {
            throw new IllegalArgumentException("The deadline of a request must be positive, but is " + deadline);
        }
    }
}
