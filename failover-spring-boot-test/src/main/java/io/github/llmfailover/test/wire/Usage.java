package io.github.llmfailover.test.wire;

/**
 * The tokens of an answer.
 *
 * @param input tokens of the prompt, those read from a cache included
 * @param cachedInput tokens of the prompt that were read from a cache
 * @param output tokens of the answer
 */
public record Usage(int input, int cachedInput, int output) {}
