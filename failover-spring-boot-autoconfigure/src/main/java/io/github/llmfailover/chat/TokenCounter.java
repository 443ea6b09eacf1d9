package io.github.llmfailover.chat;

import io.github.llmfailover.provider.PromptTokens;
import io.github.llmfailover.routing.Chain;
import io.github.llmfailover.routing.TokenEstimate;
import java.util.function.ToIntFunction;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Estimates how many tokens a request will have, where a chain wants to know. Images and audio are not counted.
 *
 * <p>Cost: tokenizing takes about a millisecond for ten thousand tokens, so that is done only where the answer can make a
 * difference: a token is at least a byte, so a text that fits into the smallest window even so need not be counted.
 */
final class TokenCounter {

    /** A character of Java is at most three bytes of UTF-8. */
    private static final int MOST_BYTES_OF_CHAR = 3;

    private final ToIntFunction<String> tokenizer;

    private final boolean alwaysCounts;

    /**
     * Creates a counter.
     *
     * @param tokenizer counts the tokens of a text
     * @param alwaysCounts whether the order of providers depends on the count, rather than only who has room
     */
    TokenCounter(ToIntFunction<String> tokenizer, boolean alwaysCounts) {
        this.tokenizer = tokenizer;
        this.alwaysCounts = alwaysCounts;
    }

    TokenEstimate estimate(Prompt prompt, Chain chain) {
        ChatOptions options = prompt.getOptions();
        int output = options == null || options.getMaxTokens() == null ? 0 : Math.max(0, options.getMaxTokens());
        if (!alwaysCounts) {
            if (chain.smallestWindow() == 0) {
                return TokenEstimate.UNKNOWN;
            }
            long most = output + PromptTokens.sum(prompt, text -> (long) text.length() * MOST_BYTES_OF_CHAR);
            if (most <= chain.smallestWindow()) {
                return TokenEstimate.UNKNOWN;
            }
        }
        return new TokenEstimate(
                (int) Math.min(Integer.MAX_VALUE, PromptTokens.sum(prompt, tokenizer::applyAsInt)), output);
    }
}
