package io.github.llmfailover.degradation;

import java.time.Instant;

/** Keeps answers for when no provider can serve. Called on a thread of the layer's own; may block. */
public interface AnswerKeeper {

    /**
     * Keeps an answer.
     *
     * @param key the request's key
     * @param text the whole answer
     * @param at when it was given
     */
    void keep(RequestKey key, String text, Instant at);
}
