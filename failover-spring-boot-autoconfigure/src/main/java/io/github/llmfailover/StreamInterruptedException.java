package io.github.llmfailover;

import org.jspecify.annotations.Nullable;

/** A stream broke after its first content had been delivered, and could not be carried on. */
public class StreamInterruptedException extends FailoverException {

    private final String partialText;

    /**
     * Creates the exception.
     *
     * @param message names the provider and the kind of failure
     * @param report what was tried
     * @param partialText the text that the caller has received
     * @param cause what the provider's client signalled; {@code null} where the stream just ended
     */
    public StreamInterruptedException(
            String message, FailoverReport report, String partialText, @Nullable Throwable cause) {
        super(message, report, cause);
        this.partialText = partialText;
    }

    /** Returns the text that was delivered before the interruption. */
    public String partialText() {
        return partialText;
    }
}
