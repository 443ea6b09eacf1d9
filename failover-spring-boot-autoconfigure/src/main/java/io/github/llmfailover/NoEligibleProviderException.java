package io.github.llmfailover;

import org.jspecify.annotations.Nullable;

/** No provider of the chain meets what the request requires. The message says which requirement ruled out whom. */
public class NoEligibleProviderException extends FailoverException {

    /**
     * Creates the exception.
     *
     * @param message names providers and kinds of failure; never a key, a prompt or a body
     * @param report what was tried
     * @param cause what the provider's client threw; {@code null} where there is none
     */
    public NoEligibleProviderException(String message, FailoverReport report, @Nullable Throwable cause) {
        super(message, report, cause);
    }
}
