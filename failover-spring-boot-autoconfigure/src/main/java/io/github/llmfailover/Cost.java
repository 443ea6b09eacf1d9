package io.github.llmfailover;

/**
 * What one request cost, from the configured price of its provider.
 *
 * @param amount the cost
 * @param estimated how much of it is an estimate: for tokens that were not reported, and all of it where the caller had
 *     named another model than the one that the price is for
 * @param currency the code of the currency, as it is configured
 */
public record Cost(double amount, double estimated, String currency) {}
