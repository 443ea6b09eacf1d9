package io.github.llmfailover.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.test.RawClient.Received;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no client should send, and some that are merely unusual. */
class HostileRequestsTest {

    private static final String CHAT = "/v1/chat/completions";

    private final ProviderSimulator simulator = ProviderSimulator.start();

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /v1/chat/completions | {                | {"error":{"message":"We could not parse the JSON body of your request","type":"invalid_request_error","param":null,"code":null}}
                    /v1/chat/completions | {}               | {"error":{"message":"you must provide a model parameter","type":"invalid_request_error","param":null,"code":null}}
                    /v1/messages         | {"model":"m"}    | {"type":"error","error":{"type":"invalid_request_error","message":"messages: Field required"},"request_id":"req_011CSimulator"}
                    /api/chat            | [1, 2]           | {"error":"model is required"}
                    """)
    void body_notUnderstood_isBadInTheWordsOfTheWire(String path, String body, String expected) {
        Received received = exchange(RawClient.postAndClose(path, body));

        assertThat(received.head()).startsWith("HTTP/1.1 400 Bad Request");
        assertThat(received.body()).isEqualTo(expected);
        assertThat(simulator.requestCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "POST /v1/chat/completions HTTP/2.0\r\n\r\n",
                "POST /v1/chat/completions HTTP/1.1\r\nno colon\r\n\r\n",
                "POST /v1/chat/completions HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                "POST /v1/chat/completions HTTP/1.1\r\nContent-Length: x\r\n\r\n",
                "POST /v1/chat/completions HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "POST /v1/chat/completions HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
                "POST /v1/chat/completions HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            })
    void request_malformed_isBad(String request) {
        Received received = exchange(request);

        assertThat(received.head()).startsWith("HTTP/1.1 400 ").contains("Connection: close");
        assertThat(received.body()).startsWith("{\"error\":{\"message\":");
    }

    @Test
    void headers_huge_areRefused() {
        Received received = exchange("POST " + CHAT + " HTTP/1.1\r\nX-Long: " + "x".repeat(200_000) + "\r\n\r\n");

        assertThat(received.head()).startsWith("HTTP/1.1 431 ");
    }

    @Test
    void body_announcedHuge_isRefused() {
        Received received = exchange("POST " + CHAT + " HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n");

        assertThat(received.head()).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void expectation_isRefused() {
        Received received = exchange("POST /v1/messages HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");

        assertThat(received.head()).startsWith("HTTP/1.1 417 ");
        assertThat(received.body()).startsWith("{\"type\":\"error\",");
    }

    @Test
    void upgrade_isIgnored() {
        Received received = exchange(RawClient.postAndClose(CHAT, RawClient.OPENAI_CALL)
                .replace("Connection: close", "Connection: Upgrade, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AA"));

        assertThat(received.head()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void chunkedBody_isUnderstood() {
        String body = RawClient.OPENAI_CALL;
        Received received = exchange("POST " + CHAT
                + " HTTP/1.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5;ext=1\r\n"
                + body.substring(0, 5)
                + "\r\n" + Integer.toHexString(body.length() - 5) + "\r\n" + body.substring(5)
                + "\r\n0\r\nTrailer: x\r\n\r\n");

        assertThat(received.head()).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/chat/completions, 405",
        "GET, /v1/models, 200",
        "GET, /api/tags, 200",
        "GET, /api/version, 200",
        "POST, /api/show, 200",
        "GET, /, 200",
        "HEAD, /, 200",
        "GET, /elsewhere, 404",
        "DELETE, /v1/models, 404"
    })
    void otherPath_isAnswered(String method, String path, int status) {
        Received received = exchange(method + " " + path + "?limit=1 HTTP/1.1\r\nConnection: close\r\n\r\n");

        assertThat(received.head()).startsWith("HTTP/1.1 " + status + " ");
        assertThat(simulator.requestCount()).isZero();
    }

    @Test
    void otherPath_whileDown_failsToo() {
        simulator.always(Behavior.serverError());

        assertThat(exchange("GET /api/tags HTTP/1.1\r\nConnection: close\r\n\r\n")
                        .head())
                .startsWith("HTTP/1.1 500 ");
    }

    @Test
    void http10_isAnsweredAndClosed() {
        String body = RawClient.OPENAI_CALL;

        Received received =
                exchange("POST " + CHAT + " HTTP/1.0\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);

        assertThat(received.head()).startsWith("HTTP/1.1 200 ").contains("Connection: close");
    }

    @Test
    void twoRequestsAtOnce_areAnsweredInTurn() {
        String request = RawClient.post(CHAT, RawClient.OPENAI_CALL);

        Received received = exchange(request + RawClient.postAndClose(CHAT, RawClient.OPENAI_CALL));

        assertThat(received.text().split("HTTP/1.1 200 OK", -1)).hasSize(3);
    }

    private Received exchange(String request) {
        try (RawClient client = new RawClient(simulator)) {
            return client.send(request).readAll();
        }
    }
}
