package io.github.llmfailover.test.wire;

/**
 * A message of a request.
 *
 * @param role the role as sent, {@code system} for the system prompt of every wire
 * @param text the text of the message, its parts joined
 */
public record WireMessage(String role, String text) {}
