package io.github.llmfailover;

/**
 * How many tokens there were, as the providers reported them or, of answers that were cut off, as they are estimated.
 *
 * @param input tokens of the prompt
 * @param output tokens of the answer
 */
public record TokenCount(long input, long output) {

    /** None at all. */
    public static final TokenCount ZERO = new TokenCount(0, 0);

    /** Returns both together. */
    public TokenCount plus(long moreInput, long moreOutput) {
        return new TokenCount(input + moreInput, output + moreOutput);
    }
}
