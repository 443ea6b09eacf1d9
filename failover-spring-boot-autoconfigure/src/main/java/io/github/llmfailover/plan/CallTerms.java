package io.github.llmfailover.plan;

import io.github.llmfailover.OnInterruption;
import io.github.llmfailover.RequestTimeouts;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one request wants otherwise than it is configured.
 *
 * @param deadline of the whole call, from its beginning; {@code null} for {@code until}
 * @param until the point in time by which what the call is part of has to be done; {@code null} as configured. Holds
 *     where there is no {@code deadline}
 * @param onInterruption what follows when its stream breaks; {@code null} as configured
 * @param timeouts of each attempt; {@code null} as configured
 * @param hedgeable whether a second provider may be asked beside a slow one
 * @param degradation how long providers that take no requests are waited for at most, since something else can answer in
 *     their place; {@code null} where nothing can
 */
public record CallTerms(
        @Nullable Duration deadline,
        @Nullable Instant until,
        @Nullable OnInterruption onInterruption,
        @Nullable RequestTimeouts timeouts,
        boolean hedgeable,
        @Nullable Duration degradation) {

    /** Everything as configured. */
    public static final CallTerms AS_CONFIGURED = new CallTerms(null, null, null, null, true);

    /** Rejects a deadline that is not positive. */
    public CallTerms {
        if (deadline != null && (deadline.isZero() || deadline.isNegative())) {
            throw new IllegalArgumentException("The deadline of a request must be positive, but is " + deadline);
        }
    }

    /** Terms of a call in whose providers' place nothing can answer. */
    public CallTerms(
            @Nullable Duration deadline,
            @Nullable Instant until,
            @Nullable OnInterruption onInterruption,
            @Nullable RequestTimeouts timeouts,
            boolean hedgeable) {
        this(deadline, until, onInterruption, timeouts, hedgeable, null);
    }

    /** Returns the same terms of a call in whose providers' place something else can answer. */
    public CallTerms degradable(Duration maxWait) {
        return new CallTerms(deadline, until, onInterruption, timeouts, hedgeable, maxWait);
    }

    /** Whether the caller bounds the call, rather than the configuration. */
    boolean boundByCaller() {
        return deadline != null || until != null;
    }
}
