package io.github.llmfailover.routing;

/**
 * How many tokens a request is estimated at before it is made. Models count differently, so this is a guess, and only as
 * good as the tokenizer that made it.
 *
 * @param input of the prompt; 0 where nobody has counted
 * @param output the most that the answer may have; 0 where the request does not say
 */
public record TokenEstimate(int input, int output) {

    /** Nobody has counted. */
    public static final TokenEstimate UNKNOWN = new TokenEstimate(0, 0);

    /** Rejects what is negative. */
    public TokenEstimate {
        if (input < 0 || output < 0) {
            throw new IllegalArgumentException(
                    "A number of tokens must not be negative, but is " + Math.min(input, output));
        }
    }

    /** Returns what has to fit into a context window; 0 where nobody has counted. */
    public int total() {
        return input == 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, (long) input + output);
    }
}
