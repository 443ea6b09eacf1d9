package io.github.llmfailover.provider;

import io.github.llmfailover.Cost;
import io.github.llmfailover.TokenUsage;

/**
 * What a provider charges for its tokens.
 *
 * @param input for a million tokens of the prompt
 * @param cachedInput for a million tokens of the prompt that the provider has in its prompt cache
 * @param cacheWrite for a million tokens of the prompt that the provider puts into its prompt cache
 * @param output for a million tokens of the answer
 * @param currency the ISO 4217 code of the currency, such as {@code USD}
 */
public record Price(double input, double cachedInput, double cacheWrite, double output, String currency) {

    private static final double MILLION = 1e6;

    /** Rejects what is no price. */
    public Price {
        if (!(input >= 0 && cachedInput >= 0 && cacheWrite >= 0 && output >= 0)) {
            throw new IllegalArgumentException("A price must not be negative");
        }
        if (currency.isBlank()) {
            throw new IllegalArgumentException("A price needs a currency");
        }
    }

    /** The price of a provider that charges nothing more for what it puts into its cache. */
    public Price(double input, double cachedInput, double output, String currency) {
        this(input, cachedInput, input, output, currency);
    }

    /**
     * Returns what a request cost.
     *
     * @param usage its tokens
     * @param otherModel whether the price is that of another model than the one that was asked
     */
    public Cost of(TokenUsage usage, boolean otherModel) {
        double ofInput =
                of(usage.input(), usage.cachedInput(), 0) + usage.cacheWrite() * (cacheWrite - input) / MILLION;
        double ofOutput = usage.output() * output / MILLION;
        double estimated = otherModel
                ? ofInput + ofOutput
                : (usage.inputEstimated() ? ofInput : 0) + (usage.outputEstimated() ? ofOutput : 0);
        return new Cost(ofInput + ofOutput, estimated, currency);
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
