package io.github.llmfailover;

import org.jspecify.annotations.Nullable;

/**
 * What a caller gets when a call could not be served. The message names providers and kinds of failure, never a key, a
 * prompt or a body; the causes are the provider clients' own exceptions, which may quote what a provider sent back.
 */
public abstract class FailoverException extends RuntimeException {

    private final transient FailoverReport report;

    /**
     * Creates the exception.
     *
     * @param message names providers and kinds of failure
     * @param report what was tried
     * @param cause what the provider's client threw; {@code null} where there is none
     */
    protected FailoverException(String message, FailoverReport report, @Nullable Throwable cause) {
        super(message, cause);
        this.report = report;
    }

    /** Returns what was tried. */
    public FailoverReport report() {
        return report;
    }
}
