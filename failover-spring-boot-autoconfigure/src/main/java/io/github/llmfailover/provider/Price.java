package io.github.llmfailover.provider;

/**
 * What a provider charges for its tokens.
 *
 * @param input for a million tokens of the prompt
 * @param cachedInput for a million tokens of the prompt that the provider has in its prompt cache
 * @param output for a million tokens of the answer
 * @param currency the ISO 4217 code of the currency, such as {@code USD}
 */
public record Price(double input, double cachedInput, double output, String currency) {

    private static final double MILLION = 1e6;

    /** Rejects what is no price. */
    public Price {
        if (!(input >= 0 && cachedInput >= 0 && output >= 0)) {
            throw new IllegalArgumentException("A price must not be negative");
        }
        if (currency.isBlank()) {
            throw new IllegalArgumentException("A price needs a currency");
        }
    }

    /**
     * Returns what tokens cost.
     *
     * @param inputTokens all tokens of the prompt
     * @param cachedTokens how many of them are cached, no more than there are
     * @param outputTokens tokens of the answer
     * @return the cost in the currency
     */
    public double of(long inputTokens, long cachedTokens, long outputTokens) {
        return ((inputTokens - cachedTokens) * input + cachedTokens * cachedInput + outputTokens * output) / MILLION;
    }
}
