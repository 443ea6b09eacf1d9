package io.github.llmfailover;

/** The request names a chain, or a provider to be pinned to, that does not exist. Nothing was asked. */
public class UnknownTargetException extends IllegalArgumentException {

    /**
     * Creates the exception.
     *
     * @param message names what was asked for and what there is
     */
    public UnknownTargetException(String message) {
        super(message);
    }
}
