package io.github.llmfailover;

import org.jspecify.annotations.Nullable;

/** The call's own deadline ran out before any provider had answered. Blames no provider. */
public class DeadlineExceededException extends FailoverException {

    /**
     * Creates the exception.
     *
     * @param message names providers and kinds of failure; never a key, a prompt or a body
     * @param report what was tried
     * @param cause what the provider's client threw; {@code null} where there is none
     */
    public DeadlineExceededException(String message, FailoverReport report, @Nullable Throwable cause) {
        super(message, report, cause);
    }
}
