package io.github.llmfailover.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.test.Behavior;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is too much, too slow, or not what it should be. */
class GatewayLimitsTest {

    private static GatewayApp app;

    @BeforeAll
    static void start() {
        app = new GatewayApp(
                "llm.failover.gateway.max-concurrent-requests=2",
                "llm.failover.gateway.max-concurrent-streams=1",
                "llm.failover.gateway.max-messages=50",
                "llm.failover.gateway.max-body-size=1MB",
                "llm.failover.gateway.body-timeout=1s");
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

    private static HttpResponse<String> sendBytes(byte[] body) {
        return app.send(app.request("/v1/chat/completions")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{\"model\":\"default\",\"messages\":[{\"role\":\"us",
                "{\"model\":\"default\"} trailing",
                "{\"model\":\"a\",\"model\":\"b\"}",
                "{\"model\":\"\\ud83d\"}",
                "{\"model\":\"default\",\"messages\":[],\"deep\":"
                        + "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
                        + "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1"
            })
    void body_thatIsNoJsonObject_is400(String body) {
        HttpResponse<String> response = app.complete(body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(GatewayApp.error(response).path("code").asString()).isEqualTo("invalid_json");
    }

    @Test
    void body_thatIsNoUtf8_is400() {
        byte[] body = GatewayApp.QUESTION.getBytes(StandardCharsets.UTF_8);
        body[body.length - 6] = (byte) 0xC0;

        HttpResponse<String> response = sendBytes(body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(GatewayApp.error(response).path("code").asString()).isEqualTo("invalid_utf8");
    }

    @Test
    void body_nestedDeeply_is400() {
        assertThat(app.complete("{\"messages\":" + "[".repeat(100_000)).statusCode())
                .isEqualTo(400);
    }

    /** Clients that write their whole body before they read must still get the answer, and not a connection reset. */
    @ParameterizedTest
    @ValueSource(ints = {1_048_577, 3_000_000, 20 * 1024 * 1024})
    void body_thatIsTooLong_is413(int length) {
        byte[] giant = new byte[length];

        for (int i = 0; i < 5; i++) {
            assertThat(sendBytes(giant).statusCode()).isEqualTo(413);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1_048_577, 3_000_000, 20 * 1024 * 1024})
    void body_thatIsTooLongInChunks_is413(int length) {
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> response = app.send(app.request("/v1/chat/completions")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[length]))));

            assertThat(response.statusCode()).isEqualTo(413);
        }
    }

    @Test
    void body_thatIsLongOfAnotherType_is415() {
        HttpResponse<String> response = app.send(app.request("/v1/chat/completions")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofByteArray(new byte[3_000_000])));

        assertThat(response.statusCode()).isEqualTo(415);
    }

    /** Who announces more than anybody would read for nothing gets an answer without it, and no more of our time. */
    @Test
    void body_announcedBeyondMeasure_is413AtOnce() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", app.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Content-Type: application/json\r\nContent-Length: 9000000000\r\n\r\n{")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(GatewayApp.readUntil(socket.getInputStream(), "\r\n")).contains("413");
        }
    }

    @Test
    void body_expectingToBeRefused_is413BeforeItIsSent() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", app.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                                    + "Content-Type: application/json\r\nContent-Length: 3000000\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(GatewayApp.readUntil(socket.getInputStream(), "\r\n")).contains("413");
        }
    }

    @Test
    void body_thatNeverComes_is408() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", app.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(GatewayApp.readUntil(socket.getInputStream(), "\r\n")).contains("408");
        }
    }

    @Test
    void messages_tooMany_is400() {
        String message = "{\"role\":\"user\",\"content\":\"a\"}";
        HttpResponse<String> response =
                app.complete("{\"model\":\"default\",\"messages\":[" + (message + ",").repeat(10_000) + message + "]}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(GatewayApp.error(response).path("param").asString()).isEqualTo("messages");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "not a type"})
    void mediaType_other_is415(String type) {
        HttpResponse<String> response = app.send(app.request("/v1/chat/completions")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(GatewayApp.QUESTION)));

        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(GatewayApp.error(response).path("code").asString()).isEqualTo("unsupported_media_type");
    }

    @Test
    void method_other_is405() {
        HttpResponse<String> response = app.send(app.request("/v1/chat/completions"));

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).hasValue("POST");
        assertThat(GatewayApp.error(response).path("message").asString()).contains("POST");
    }

    @Test
    void path_unknown_is404InJson() {
        HttpResponse<String> response = app.send(app.request("/v1/embeddings").POST(BodyPublishers.ofString("{}")));

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(GatewayApp.error(response).path("code").asString()).isEqualTo("unknown_url");
    }

    @Test
    void streams_tooMany_is429WithRetryAfter() throws Exception {
        app.first().next(Behavior.hangAfterTokens(1));
        try (Socket open = app.open(GatewayApp.STREAMED)) {
            GatewayApp.readUntil(open.getInputStream(), "data: ");

            HttpResponse<String> response = app.complete(GatewayApp.STREAMED);

            assertThat(response.statusCode()).isEqualTo(429);
            assertThat(response.headers().firstValue("retry-after")).hasValue("1");
        }
        app.first().awaitNoOpenExchanges(Duration.ofSeconds(5));
        awaitNobodyInside();
    }

    @Test
    void requests_tooMany_is429WithRetryAfter() throws Exception {
        app.first().next(Behavior.hangBeforeHeaders(), Behavior.hangBeforeHeaders());
        try (Socket one = app.open(GatewayApp.QUESTION);
                Socket other = app.open(GatewayApp.QUESTION)) {
            assertThat(one.isConnected() && other.isConnected()).isTrue();
            while (app.first().openExchanges() < 2) {
                Thread.onSpinWait();
            }

            HttpResponse<String> response = app.complete(GatewayApp.QUESTION);

            assertThat(response.statusCode()).isEqualTo(429);
        }
        app.first().awaitNoOpenExchanges(Duration.ofSeconds(5));
        awaitNobodyInside();
    }

    private static void awaitNobodyInside() {
        while (app.gateway().underWay() > 0) {
            Thread.onSpinWait();
        }
    }
}
