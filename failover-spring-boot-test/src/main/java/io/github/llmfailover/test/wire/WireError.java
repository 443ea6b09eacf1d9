package io.github.llmfailover.test.wire;

/**
 * An error answer.
 *
 * @param status the HTTP status
 * @param body the JSON body
 */
public record WireError(int status, byte[] body) {}
