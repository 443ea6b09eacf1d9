package io.github.llmfailover.test.wire;

/** A request that the wire's vendor would turn down with status 400. */
public final class InvalidRequestException extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidRequestException(String message) {
        super(message);
    }

    /** What is wrong with the request. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
