package io.github.llmfailover.plan;

/** How a provider is asked to go on with an answer that another one began. */
public enum Continuation {
    /** By the provider's API: the answer so far closes the conversation, and the model writes on. */
    PREFILL,
    /** By words: the model is told to repeat the last words of the answer so far, and to go on from there. */
    INSTRUCTED,
    /** Not at all: the model answers anew, and the caller is told to forget what it has. */
    RESTART
}
