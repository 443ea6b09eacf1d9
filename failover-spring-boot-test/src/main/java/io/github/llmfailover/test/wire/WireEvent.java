package io.github.llmfailover.test.wire;

/**
 * One event of a stream, as it goes over the wire.
 *
 * @param bytes the event with the end that separates it from the next
 * @param kind what it carries
 */
public record WireEvent(byte[] bytes, Kind kind) {

    /** What an event carries. */
    public enum Kind {
        /** What comes before content: envelopes, the start of a block. */
        OPENING,
        /** One token of reasoning, text or a tool call. */
        TOKEN,
        /** What comes after content: ends of blocks, the finish reason, usage, the end of the stream. */
        CLOSING
    }

    /** The event with its payload broken off in the middle, but with its end. */
    WireEvent malformed(int endBytes) {
        int payload = bytes.length - endBytes;
        int kept = payload - payload / 3 - 1;
        byte[] broken = new byte[kept + endBytes];
        System.arraycopy(bytes, 0, broken, 0, kept);
        System.arraycopy(bytes, payload, broken, kept, endBytes);
        return new WireEvent(broken, kind);
    }
}
