package io.github.llmfailover.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.test.Behavior;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Clients that mean harm, over plain sockets. {@code -Dhostile.clients=50} multiplies how many there are, for the
 * long version.
 */
class HostileClientsTest {

    private static final int SCALE = Integer.getInteger("hostile.clients", 1);

    private static final String HEAD =
            "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

    private static GatewayApp app;

    @BeforeAll
    static void start() {
        app = new GatewayApp("llm.failover.gateway.body-timeout=1s");
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @AfterEach
    void othersAreServed() {
        app.first().heal();
        assertThat(app.complete(GatewayApp.QUESTION).statusCode()).isEqualTo(200);
        awaitNobodyInside();
    }

    private static void awaitNobodyInside() {
        app.first().awaitNoOpenExchanges(Duration.ofSeconds(20));
        while (app.gateway().underWay() > 0) {
            Thread.onSpinWait();
        }
    }

    private static Socket connect(String text) throws IOException {
        Socket socket = new Socket("127.0.0.1", app.port());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    /** Reads to the end, which has to come: a time-out fails the test. */
    private static String readToTheEnd(Socket socket) throws IOException {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException reset) {
            return "";
        }
    }

    @Test
    void connection_thatSendsNothing_isClosed() throws Exception {
        List<Socket> open = new ArrayList<>();
        for (int i = 0; i < 100 * SCALE; i++) {
            open.add(connect(""));
        }
        assertThat(app.complete(GatewayApp.QUESTION).statusCode()).isEqualTo(200);
        for (Socket socket : open) {
            assertThat(readToTheEnd(socket)).isEmpty();
            socket.close();
        }
    }

    @Test
    void head_thatTrickles_isClosed() throws Exception {
        try (Socket socket = connect("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n")) {
            assertThat(trickle(socket, "X-Slow: 1\r\n")).isLessThan(200);
        }
    }

    @Test
    void head_thatTricklesOnAConnectionThatWasServed_isClosed() throws Exception {
        try (Socket socket = app.open(GatewayApp.QUESTION)) {
            GatewayApp.readUntil(socket.getInputStream(), "total_tokens");
            assertThat(trickle(socket, "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nX-Slow"))
                    .isLessThan(200);
        }
    }

    @Test
    void body_thatTrickles_is408() throws Exception {
        try (Socket socket = connect(HEAD + "Content-Length: 100000\r\n\r\n{")) {
            assertThat(trickle(socket, " ")).isLessThan(200);
            assertThat(app.gateway().underWay()).isZero();
        }
    }

    /** Sends a little ten times a second until the connection is closed; returns how many times. */
    private static int trickle(Socket socket, String text) throws IOException {
        InputStream in = socket.getInputStream();
        socket.setSoTimeout(100);
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        int sent = 0;
        while (sent < 200) {
            try {
                socket.getOutputStream().write(bytes, sent % bytes.length, 1);
                sent++;
                while (in.read() >= 0) {
                    // What is left of an answer.
                }
                return sent;
            } catch (SocketTimeoutException open) {
                continue;
            } catch (SocketException closed) {
                return sent;
            }
        }
        return sent;
    }

    @Test
    void body_cutOff_holdsNothing() throws Exception {
        for (int i = 0; i < 50 * SCALE; i++) {
            try (Socket socket = connect(HEAD + "Content-Length: 1000\r\n\r\n{\"model\":\"def")) {
                socket.shutdownOutput();
                assertThat(readToTheEnd(socket)).doesNotContain(" 200 ");
            }
        }
    }

    @Test
    void headers_flood_isRefusedAndClosed() throws Exception {
        for (int i = 0; i < 5 * SCALE; i++) {
            try (Socket socket = connect(HEAD)) {
                OutputStream out = socket.getOutputStream();
                byte[] headers = "X-Flood: 0123456789012345678901234567890123456789\r\n"
                        .repeat(1000)
                        .getBytes(StandardCharsets.US_ASCII);
                try {
                    for (int sent = 0; sent < 20; sent++) {
                        out.write(headers);
                    }
                } catch (SocketException closed) {
                    continue;
                }
                assertThat(readToTheEnd(socket))
                        .satisfiesAnyOf(answer -> assertThat(answer).isEmpty(), answer -> assertThat(answer)
                                .startsWith("HTTP/1.1 4"));
            }
        }
    }

    @Test
    void requestLine_giant_isRefusedAndClosed() throws Exception {
        try (Socket socket = connect("GET /v1/" + "a".repeat(200_000))) {
            assertThat(readToTheEnd(socket))
                    .satisfiesAnyOf(answer -> assertThat(answer).isEmpty(), answer -> assertThat(answer)
                            .startsWith("HTTP/1.1 4"));
        } catch (SocketException closedWhileSending) {
            assertThat(closedWhileSending).isNotNull();
        }
    }

    @Test
    void noHttp_isRefusedAndClosed() throws Exception {
        try (Socket socket = connect("\u0016\u0003\u0001\u0002\u0000\r\n\r\n")) {
            assertThat(readToTheEnd(socket))
                    .satisfiesAnyOf(answer -> assertThat(answer).isEmpty(), answer -> assertThat(answer)
                            .startsWith("HTTP/1.1 4"));
        }
    }

    @Test
    void lengths_thatContradict_areRefused() throws Exception {
        try (Socket socket = connect(HEAD + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}")) {
            assertThat(readToTheEnd(socket)).startsWith("HTTP/1.1 4");
        }
    }

    /** Resets rather than closes: what half of the machines in between do. */
    @Test
    void aborts_atEveryStage_leaveMemoryFlat() throws Exception {
        abort(100);
        long before = used();
        abort(400 * SCALE);
        assertThat(used() - before).isLessThan(16L * 1024 * 1024);
    }

    private static void abort(int times) throws IOException {
        for (int i = 0; i < times; i++) {
            boolean whole = i % 4 == 3;
            if (whole) {
                app.first().next(Behavior.hangAfterTokens(1));
            }
            int seen = app.first().requestCount();
            try (Socket socket = whole
                    ? app.open(GatewayApp.STREAMED)
                    : connect(i % 4 == 0 ? "POST /v" : i % 4 == 1 ? HEAD : HEAD + "Content-Length: 1000\r\n\r\n{")) {
                if (whole) {
                    app.first().awaitRequest(seen, Duration.ofSeconds(10));
                }
                socket.setSoLinger(true, 0);
            }
        }
        awaitNobodyInside();
    }

    /** The least of several readings, each after a collection, without what the simulator remembers of each request. */
    private static long used() {
        app.first().clearLog();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}
