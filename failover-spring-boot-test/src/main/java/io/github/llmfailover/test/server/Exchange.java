package io.github.llmfailover.test.server;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request, written byte by byte by whoever handles it. Nothing is sent that was not asked for: no
 * terminating chunk without {@link #finish}, no more of a body than was written.
 *
 * <p>What is written is on its way at the latest at the next {@link #flush}, pause or end. An exchange belongs to the
 * thread of its connection.
 */
public final class Exchange {

    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final Duration BEFORE_RESET = Duration.ofMillis(10);

    private final Socket socket;
    private final ConnectionInput input;
    private final OutputStream output;
    private final long releasesBefore;
    private final boolean headOnly;
    private boolean keepAlive;
    private boolean chunked;
    private boolean started;
    private boolean finished;
    private @Nullable Duration drip;

    Exchange(Socket socket, ConnectionInput input, HttpRequest request) throws IOException {
        this.socket = socket;
        this.input = input;
        this.output = new BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
        this.releasesBefore = input.releases();
        this.keepAlive = request.keepAlive();
        this.headOnly = request.method().equals("HEAD");
    }

    /** Sends every byte of the body by itself, with this pause before each. */
    public void drip(Duration perByte) {
        this.drip = perByte.isZero() ? null : perByte;
    }

    /** Starts an answer whose body has a known length. */
    public void startFixed(int status, Map<String, String> headers, int length) throws IOException {
        head(status, headers, "Content-Length: " + length + "\r\n");
    }

    /** Starts an answer whose body is sent in chunks. */
    public void startChunked(int status, Map<String, String> headers) throws IOException {
        chunked = true;
        head(status, headers, "Transfer-Encoding: chunked\r\n");
    }

    private void head(int status, Map<String, String> headers, String framing) throws IOException {
        if (started) {
            throw new IllegalStateException("The answer has been started already");
        }
        started = true;
        StringBuilder head = new StringBuilder(256).append(StatusLine.of(status));
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append(framing);
        if (!keepAlive) {
            head.append("Connection: close\r\n");
        }
        head.append("\r\n");
        raw(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends a part of the body; where the body is chunked, as one chunk. */
    public void write(byte[] bytes) throws IOException {
        writePart(bytes, bytes.length);
        if (chunked && bytes.length > 0) {
            raw(LINE_END);
        }
    }

    /** Announces all of the bytes and sends only the first {@code count} of them. */
    public void writePart(byte[] bytes, int count) throws IOException {
        if (headOnly || bytes.length == 0) {
            return;
        }
        if (chunked) {
            raw((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        if (drip == null) {
            raw(bytes, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            pause(drip);
            raw(new byte[] {bytes[i]}, 1);
        }
    }

    /** Ends the answer as HTTP wants it. */
    public void finish() throws IOException {
        if (chunked && !headOnly) {
            raw(LAST_CHUNK);
        }
        flush();
        finished = true;
    }

    /** Hands everything written so far to the network. */
    public void flush() throws IOException {
        try {
            output.flush();
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    /**
     * Waits, while the client sees what was written so far.
     *
     * @throws ClientGoneException as soon as the client goes away
     */
    public void pause(Duration duration) throws IOException {
        if (duration.isZero() || duration.isNegative()) {
            return;
        }
        flush();
        input.await(SimulatorTime.nanosOf(duration));
    }

    /** Like {@link #pause}, but ends early when the server {@linkplain LoopbackServer#release releases} its stalls. */
    public void stall(Duration duration) throws IOException {
        flush();
        input.awaitRelease(SimulatorTime.nanosOf(duration), releasesBefore);
    }

    /** Sends nothing until the server {@linkplain LoopbackServer#release releases} its stalls. */
    public void hang() throws IOException {
        flush();
        // Nanoseconds in a long reach for 292 years.
        input.awaitRelease(Long.MAX_VALUE, releasesBefore);
    }

    /** Sends what was written, then a TCP reset, after a moment in which the client can take what came before it. */
    public void reset() throws IOException {
        keepAlive = false;
        if (started) {
            // Many clients drop what they have not yet read when a reset arrives; across a network it arrives later.
            pause(BEFORE_RESET);
        }
        flush();
        // A socket closed with a linger time of zero says RST instead of FIN.
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Sends what was written, then closes the connection, whether or not the answer is finished. */
    public void close() throws IOException {
        keepAlive = false;
        flush();
        socket.close();
    }

    /** Whether the next request of the client can be answered on this connection. */
    boolean reusable() {
        return keepAlive && finished;
    }

    private void raw(byte[] bytes) throws IOException {
        raw(bytes, bytes.length);
    }

    private void raw(byte[] bytes, int count) throws IOException {
        try {
            output.write(bytes, 0, count);
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }
}
