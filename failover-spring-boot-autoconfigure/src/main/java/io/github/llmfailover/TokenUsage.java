package io.github.llmfailover;

/**
 * The tokens that one request to one provider took: as the provider reported them, and where it did not, as they are
 * estimated. A provider reports its usage at the end of an answer, so one that is cut off, left or aborted has none.
 *
 * @param input all tokens of the prompt, those included that the provider had in its prompt cache or put there
 * @param cachedInput how many of them came from the provider's prompt cache
 * @param cacheWrite how many of them were put into it
 * @param output tokens of the answer, its reasoning included
 * @param inputEstimated whether the provider reported no input tokens, and {@code input} is an estimate
 * @param outputEstimated whether the provider reported fewer output tokens than had arrived, and {@code output} is an
 *     estimate from what had
 */
public record TokenUsage(
        long input, long cachedInput, long cacheWrite, long output, boolean inputEstimated, boolean outputEstimated) {

    /** Nothing is known of any token. */
    public static final TokenUsage NONE = new TokenUsage(0, 0, 0, 0, false, false);

    /** Takes what is negative for nothing, and what is cached for no more than there is: clients have been seen to err. */
    public TokenUsage {
        input = Math.max(0, input);
        cachedInput = Math.min(Math.max(0, cachedInput), input);
        cacheWrite = Math.min(Math.max(0, cacheWrite), input - cachedInput);
        output = Math.max(0, output);
    }

    /** Returns what a provider reported that said nothing of its cache. */
    public static TokenUsage reported(long input, long output) {
        return input <= 0 && output <= 0 ? NONE : new TokenUsage(input, 0, 0, output, false, false);
    }

    /** Whether there are no tokens at all. */
    public boolean isNone() {
        return input == 0 && output == 0;
    }

    /** Returns the larger of both, count by count: the parts of a stream report what there was so far. */
    public TokenUsage max(TokenUsage other) {
        return new TokenUsage(
                Math.max(input, other.input),
                Math.max(cachedInput, other.cachedInput),
                Math.max(cacheWrite, other.cacheWrite),
                Math.max(output, other.output),
                false,
                false);
    }
}
