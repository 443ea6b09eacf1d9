package io.github.llmfailover.test;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a simulator would put on the bill: answers that it began, with the tokens of the prompt and the tokens that it
 * sent. An answer that was complete counts with the usage that it reported; one that was cut or left by its client
 * counts with the tokens sent until then, and one without a single token does not count.
 *
 * @param requests the answers billed
 * @param inputTokens the tokens of their prompts
 * @param cachedInputTokens how many of these were read from a cache
 * @param outputTokens the tokens sent
 * @param byModel the same by model that was asked for
 */
public record Books(
        long requests, long inputTokens, long cachedInputTokens, long outputTokens, Map<String, Line> byModel) {

    /** Copies its map. */
    public Books {
        byModel = Collections.unmodifiableMap(new TreeMap<>(byModel));
    }

    /** Books of answers that read nothing from a cache. */
    public Books(long requests, long inputTokens, long outputTokens, Map<String, Line> byModel) {
        this(requests, inputTokens, 0, outputTokens, byModel);
    }

    /** What a model cost; nothing if it was never asked for. */
    public Line of(String model) {
        return byModel.getOrDefault(model, Line.NOTHING);
    }

    /**
     * Returns what all of it costs at these prices, each for a million tokens.
     *
     * @param input the price of tokens of the prompt
     * @param cachedInput the price of those that were read from a cache
     * @param output the price of tokens sent
     */
    public double cost(double input, double cachedInput, double output) {
        return ((inputTokens - cachedInputTokens) * input + cachedInputTokens * cachedInput + outputTokens * output)
                / 1e6;
    }

    Books plus(String model, int input, int cachedInput, int output) {
        Map<String, Line> lines = new TreeMap<>(byModel);
        lines.merge(model, new Line(1, input, cachedInput, output), Line::plus);
        return new Books(
                requests + 1, inputTokens + input, cachedInputTokens + cachedInput, outputTokens + output, lines);
    }

    /**
     * What one model cost.
     *
     * @param requests the answers billed
     * @param inputTokens the tokens of their prompts
     * @param cachedInputTokens how many of these were read from a cache
     * @param outputTokens the tokens sent
     */
    public record Line(long requests, long inputTokens, long cachedInputTokens, long outputTokens) {

        /** A line of answers that read nothing from a cache. */
        public Line(long requests, long inputTokens, long outputTokens) {
            this(requests, inputTokens, 0, outputTokens);
        }

        static final Line NOTHING = new Line(0, 0, 0, 0);

        Line plus(Line other) {
            return new Line(
                    requests + other.requests,
                    inputTokens + other.inputTokens,
                    cachedInputTokens + other.cachedInputTokens,
                    outputTokens + other.outputTokens);
        }
    }
}
