package io.github.llmfailover.test.wire;

/**
 * An error answer.
 *
 * @param status the HTTP status
 * @param body the JSON body
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them, and a copy for each byte array would buy nothing.
public record WireError(int status, byte[] body) {}
