package io.github.llmfailover.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What clients do wrong is no error of ours: whoever wanted to could fill the log with it, or wake somebody. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class HostileClientsLogTest {

    private static final String HEAD =
            "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

    private static GatewayApp app;

    @BeforeAll
    static void start() {
        app = new GatewayApp();
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static Socket connect(String text) throws IOException {
        Socket socket = new Socket("127.0.0.1", app.port());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private static void awaitNobodyInside() {
        app.first().awaitNoOpenExchanges(Duration.ofSeconds(20));
        while (app.gateway().underWay() > 0) {
            Thread.onSpinWait();
        }
    }

    /** A request after the others has been served on the same few threads. */
    private static void assertNoError(CapturedOutput output) {
        awaitNobodyInside();
        for (int i = 0; i < 4; i++) {
            assertThat(app.complete(GatewayApp.QUESTION).statusCode()).isEqualTo(200);
        }
        assertThat(output.getAll()).doesNotContain("ERROR");
    }

    @Test
    void body_cutOffByAReset_isNoError(CapturedOutput output) throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Socket socket = connect(HEAD + "Content-Length: 1000\r\n\r\n{\"model\":\"def")) {
                while (app.gateway().underWay() == 0) {
                    Thread.onSpinWait();
                }
                socket.setSoLinger(true, 0);
            }
            awaitNobodyInside();
        }
        assertNoError(output);
    }

    @Test
    void body_cutOffByItsEnd_isNoError(CapturedOutput output) throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Socket socket = connect(HEAD + "Content-Length: 1000\r\n\r\n{\"model\":\"def")) {
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            }
        }
        assertNoError(output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ZZZ\r\n", "5\r\n{\"mod\r\nFFFFFFFFFFFFFFFF\r\nabc", "-1\r\n"})
    void body_whoseChunksAreNone_isRefusedWithoutAnError(String chunks, CapturedOutput output) throws Exception {
        try (Socket socket = connect(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunks)) {
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 400");
        }
        assertNoError(output);
    }

    /** What has come of it may look like a whole request, which nobody has sent. */
    @Test
    void body_thatBreaksOffAfterAWholeRequest_isAskedOfNobody() throws Exception {
        int before = app.first().requestCount();
        String chunk = Integer.toHexString(GatewayApp.QUESTION.length()) + "\r\n" + GatewayApp.QUESTION + "\r\n";
        try (Socket socket = connect(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunk + "ZZZ\r\n")) {
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 400");
        }
        awaitNobodyInside();
        assertThat(app.first().requestCount()).isEqualTo(before);
    }

    @Test
    void stream_cutOffByAReset_isNoError(CapturedOutput output) throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Socket socket = app.open(GatewayApp.STREAMED)) {
                GatewayApp.readUntil(socket.getInputStream(), "data:");
                socket.setSoLinger(true, 0);
            }
        }
        assertNoError(output);
    }
}
