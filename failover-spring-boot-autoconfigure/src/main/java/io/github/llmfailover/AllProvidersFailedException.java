package io.github.llmfailover;

import org.jspecify.annotations.Nullable;

/** Every provider that could be asked was asked, and failed. The cause is the first provider's failure; the others are suppressed. */
public class AllProvidersFailedException extends FailoverException {

    /**
     * Creates the exception.
     *
     * @param message names providers and kinds of failure; never a key, a prompt or a body
     * @param report what was tried
     * @param cause what the provider's client threw; {@code null} where there is none
     */
    public AllProvidersFailedException(String message, FailoverReport report, @Nullable Throwable cause) {
        super(message, report, cause);
    }
}
