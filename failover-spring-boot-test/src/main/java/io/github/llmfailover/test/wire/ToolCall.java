package io.github.llmfailover.test.wire;

/**
 * A tool call of an answer.
 *
 * @param name the tool
 * @param arguments its arguments, a JSON object as text
 */
public record ToolCall(String name, String arguments) {}
