package io.github.llmfailover.chat;

import io.github.llmfailover.ChainRouter;
import java.util.function.ToIntFunction;

/**
 * How a request is read before anybody is asked.
 *
 * @param tokenizer estimates the tokens of a text
 * @param countsAlways whether every request's tokens are counted, since the order of providers depends on them, rather
 *     than only where a context window could be too small
 * @param router picks a chain where a request names none
 */
public record RequestReading(ToIntFunction<String> tokenizer, boolean countsAlways, ChainRouter router) {

    /** Of English text, in most tokenizers. */
    private static final int CHARS_OF_TOKEN = 4;

    /** An estimate from the length of the text, and the default chain. */
    public static final RequestReading DEFAULT =
            new RequestReading(text -> text.length() / CHARS_OF_TOKEN, false, prompt -> null);
}
