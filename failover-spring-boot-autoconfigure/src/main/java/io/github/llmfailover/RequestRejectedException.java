package io.github.llmfailover;

import org.jspecify.annotations.Nullable;

/** The request itself is at fault, so that asking another provider would not help or is not allowed. The cause is the provider's exception. */
public class RequestRejectedException extends FailoverException {

    /**
     * Creates the exception.
     *
     * @param message names providers and kinds of failure; never a key, a prompt or a body
     * @param report what was tried
     * @param cause what the provider's client threw; {@code null} where there is none
     */
    public RequestRejectedException(String message, FailoverReport report, @Nullable Throwable cause) {
        super(message, report, cause);
    }
}
