package io.github.llmfailover.test.wire;

/** The ways in which a provider turns a request down, each with words of its own on every wire. */
public enum Problem {
    /** Too many requests: 429. */
    RATE_LIMITED,
    /** The account has no credit left. */
    QUOTA_EXHAUSTED,
    /** The key is not accepted: 401. */
    UNAUTHORIZED,
    /** There is no such model: 404. */
    MODEL_NOT_FOUND,
    /** The provider has no capacity: 503 or 529. */
    OVERLOADED,
    /** The provider failed: 500. */
    SERVER_ERROR,
    /** The request is longer than the context window. */
    CONTEXT_TOO_LONG,
    /** The content of the request is refused. */
    CONTENT_FILTERED,
    /** The request is wrong: 400. */
    INVALID_REQUEST,
    /** The account has to be paid for: 402. */
    PAYMENT_REQUIRED,
    /** The conversation ends with a message of the assistant, which this model does not carry on. */
    PREFILL_REJECTED
}
