package io.github.llmfailover.cost;

/**
 * What a model costs.
 *
 * @param model its name
 * @param input US dollars for a million tokens of input
 * @param cachedInput US dollars for a million tokens of input that the provider has in its prompt cache
 * @param output US dollars for a million tokens of output
 */
record Price(String model, double input, double cachedInput, double output) {

    private static final double MILLION = 1_000_000;

    /** Rejects what is no price. */
    Price {
        if (!(input >= 0 && cachedInput >= 0 && output >= 0)) {
            throw new IllegalArgumentException("The prices of " + model + " must be numbers from 0 on");
        }
    }

    /** Returns what a request costs, in US dollars. */
    double of(double newInput, double cached, double outputTokens) {
        return (newInput * input + cached * cachedInput + outputTokens * output) / MILLION;
    }
}
