package io.github.llmfailover.gateway;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * What has come of a body: its bytes up to a limit, and of the rest only how many there were. The rest is received all the
 * same, since a server that answers and closes while its client still writes resets the connection, and the client loses the
 * answer (RFC 9112, section 9.6).
 */
final class ReceivedBody {

    /** How much is received for nothing before the connection is closed without regard for the answer. */
    static final long DISCARDED_AT_MOST = 64L * 1024 * 1024;

    private static final byte[] NOTHING = new byte[0];

    private final int limit;

    private byte[] bytes = NOTHING;

    private long received;

    /**
     * Begins to receive.
     *
     * @param limit how many bytes are kept
     */
    ReceivedBody(int limit) {
        this.limit = limit;
    }

    /**
     * Takes a part in, and releases it.
     *
     * @throws Refusal where there is no end to what is too long
     */
    ReceivedBody add(DataBuffer part) {
        try {
            int length = part.readableByteCount();
            long before = received;
            received += length;
            if (received <= limit) {
                int begin = (int) before;
                room((int) received);
                part.read(bytes, begin, length);
            } else {
                bytes = NOTHING;
            }
        } finally {
            DataBufferUtils.release(part);
        }
        if (received > limit + DISCARDED_AT_MOST) {
            throw Refusal.bodyTooLarge(limit);
        }
        return this;
    }

    private void room(int needed) {
        if (needed > bytes.length) {
            // Most bodies come in one part; of others nobody knows the length beforehand.
            bytes = Arrays.copyOf(
                    bytes, bytes.length == 0 ? needed : (int) Math.min(limit, Math.max(needed, 2L * bytes.length)));
        }
    }

    /** Returns the whole body; {@code null} where it was longer than the limit. */
    byte @Nullable [] whole() {
        if (received > limit) {
            return null;
        }
        return received == bytes.length ? bytes : Arrays.copyOf(bytes, (int) received);
    }
}
