package io.github.llmfailover;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** No provider could be asked: all are resting, open or taken out. */
public class NoProviderAvailableException extends FailoverException {

    private final @Nullable Duration retryAfter;

    private final boolean allResting;

    /**
     * Creates the exception.
     *
     * @param message names the providers and their states
     * @param report what was tried
     * @param retryAfter when the soonest is expected back, from now; {@code null} where nobody knows
     * @param cause the last failure, where one was seen in this call
     */
    public NoProviderAvailableException(
            String message, FailoverReport report, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        this(message, report, retryAfter, false, cause);
    }

    /**
     * Creates the exception.
     *
     * @param message names the providers and their states
     * @param report what was tried
     * @param retryAfter when the soonest is expected back, from now; {@code null} where nobody knows
     * @param allResting whether all that could serve the request are {@link ProviderState#RESTING}
     * @param cause the last failure, where one was seen in this call
     */
    public NoProviderAvailableException(
            String message,
            FailoverReport report,
            @Nullable Duration retryAfter,
            boolean allResting,
            @Nullable Throwable cause) {
        super(message, report, cause);
        this.retryAfter = retryAfter;
        this.allResting = allResting;
    }

    /** Whether all that could serve the request have asked to be left alone for a while, and none is broken. */
    public boolean allResting() {
        return allResting;
    }

    /** Returns how long from the failure until the soonest provider is expected back; {@code null} if unknown. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
