package io.github.llmfailover.test.wire;

/** The ways in which a provider turns a request down, each with words of its own on every wire. */
public enum Problem {
    RATE_LIMITED,
    QUOTA_EXHAUSTED,
    UNAUTHORIZED,
    MODEL_NOT_FOUND,
    OVERLOADED,
    SERVER_ERROR,
    CONTEXT_TOO_LONG,
    CONTENT_FILTERED,
    INVALID_REQUEST,
    PAYMENT_REQUIRED,
    PREFILL_REJECTED
}
