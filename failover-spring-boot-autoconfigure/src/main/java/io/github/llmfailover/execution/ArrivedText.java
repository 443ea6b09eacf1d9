package io.github.llmfailover.execution;

/**
 * What has arrived of an answer, put together already.
 *
 * @param whole whether it came to its end
 * @param text its text, with the calls of tools
 * @param reasoningChars how long the model's reasoning was
 */
record ArrivedText(boolean whole, String text, long reasoningChars) implements UsageEstimates.Arrived {}
