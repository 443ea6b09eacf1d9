package io.github.llmfailover.sample.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What browsers send on behalf of pages that are not the console, byte by byte, and what the console's own page allows. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "sample.demo=true")
class OtherPagesTest {

    private final int port;

    OtherPagesTest(@LocalServerPort int port) {
        this.port = port;
    }

    @Test
    void page_isServedAndMayLoadNothingFromElsewhere() throws IOException {
        String response = send("GET /", "Host: localhost");

        assertThat(response)
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("Content-Security-Policy: default-src 'none'; script-src 'self';")
                .contains("require-trusted-types-for 'script'", "frame-ancestors 'none'")
                .containsIgnoringCase("X-Content-Type-Options: nosniff")
                .contains("console/main.js");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:8080", "127.0.0.1:8080", "127.0.0.2", "[::1]:8080", "LOCALHOST"})
    void name_ofThisMachine_isAnswered(String host) throws IOException {
        assertThat(send("GET /console/info", "Host: " + host)).startsWith("HTTP/1.1 200 ");
    }

    /** A page may let its name point to this machine, and is then of the same origin for its browser. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "10.0.0.1"
            })
    void name_ofSomebodyElse_isRefused(String host) throws IOException {
        assertThat(send("POST /demo/openai/heal", "Host: " + host, "Sec-Fetch-Site: same-origin"))
                .startsWith("HTTP/1.1 403 ")
                .contains("Reach it as localhost, or set server.address.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site"})
    void request_ofAPageOfSomebodyElse_isRefused(String site) throws IOException {
        for (String request : new String[] {
            "POST /demo/openai/break", "GET /ask?q=hello", "POST /chat", "POST /actuator/llmfailover/openai", "GET /"
        }) {
            assertThat(send(request, "Host: localhost", "Sec-Fetch-Site: " + site, "Sec-Fetch-Mode: no-cors"))
                    .startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void link_onAPageOfSomebodyElse_leadsToTheConsoleAndToNothingThatActs() throws IOException {
        String[] visit = {"Host: localhost", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"};

        assertThat(send("GET /", visit)).startsWith("HTTP/1.1 200 ");
        assertThat(send("GET /ask?q=hello", visit)).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void page_ofOurOwn_isAnswered() throws IOException {
        assertThat(send("POST /demo/openai/heal", "Host: localhost", "Sec-Fetch-Site: same-origin"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void info_inDemoMode_saysWhatThereIs() throws IOException {
        assertThat(send("GET /console/info", "Host: localhost"))
                .endsWith("{\"demo\":true,\"loopbackOnly\":true,\"address\":\"127.0.0.1\"}");
    }

    private String send(String request, String... headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            String head = request + " HTTP/1.1\r\n" + String.join("\r\n", headers)
                    + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
