package io.github.llmfailover;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** No provider could be asked: all are resting, open or taken out. */
public class NoProviderAvailableException extends FailoverException {

    private final @Nullable Duration retryAfter;

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
        super(message, report, cause);
        this.retryAfter = retryAfter;
    }

    /** Returns how long from the failure until the soonest provider is expected back; {@code null} if unknown. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
