package io.github.llmfailover.gateway;

/**
 * A connection is closed in the middle of an answer that nobody reads. WebFlux knows exceptions of this simple name as
 * lost clients, and so logs them quietly: one that opens streams and reads none should not fill our log.
 */
final class AbortedException extends RuntimeException {

    AbortedException(String message) {
        super(message, null, false, false);
    }
}
