package io.github.llmfailover;

/** Why an answer came to its end: the providers' own spellings, made one. */
public enum AnswerFinish {
    /** The model had said all, or met a stop sequence. */
    STOP("stop"),
    /** A limit of tokens was reached, be it the caller's, the model's or the context window's. */
    LENGTH("length"),
    /** The model wants tools called. */
    TOOL_CALLS("tool_calls"),
    /** The provider withheld the answer, or the model refused. */
    CONTENT_FILTER("content_filter"),
    /** Anything else, and what named no reason. */
    OTHER("other");

    private final String tag;

    AnswerFinish(String tag) {
        this.tag = tag;
    }

    /** Returns the value of the tag {@code reason} of the meter {@code llm.failover.finish.reasons}. */
    public String tag() {
        return tag;
    }
}
