package io.github.llmfailover;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Every provider that could be asked was asked, and failed. The cause is the first provider's failure; the others are suppressed. */
public class AllProvidersFailedException extends FailoverException {

    private final @Nullable Duration retryAfter;

    /**
     * Creates the exception.
     *
     * @param message names providers and kinds of failure; never a key, a prompt or a body
     * @param report what was tried
     * @param cause what the provider's client threw; {@code null} where there is none
     */
    public AllProvidersFailedException(String message, FailoverReport report, @Nullable Throwable cause) {
        this(message, report, null, cause);
    }

    /**
     * Creates the exception.
     *
     * @param message names providers and kinds of failure; never a key, a prompt or a body
     * @param report what was tried
     * @param retryAfter when the soonest is expected to take a request again, from now; {@code null} where nobody knows
     * @param cause what the provider's client threw; {@code null} where there is none
     */
    public AllProvidersFailedException(
            String message, FailoverReport report, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, report, cause);
        this.retryAfter = retryAfter;
    }

    /**
     * Returns how long from the failure until the soonest provider is expected to take a request again; {@code null} if
     * unknown, and zero or less never.
     */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
