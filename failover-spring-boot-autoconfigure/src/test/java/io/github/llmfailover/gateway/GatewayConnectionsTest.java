package io.github.llmfailover.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that leave, that do not read, and that are there when the application closes. */
class GatewayConnectionsTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final GatewayApp app = new GatewayApp(
            "llm.failover.gateway.keep-alive-interval=1s",
            "llm.failover.gateway.reader-timeout=1s",
            "llm.failover.gateway.shutdown-timeout=2s");

    @AfterEach
    void close() {
        app.close();
    }

    private void awaitNobodyInside() {
        app.first().awaitNoOpenExchanges(SOON);
        while (app.gateway().underWay() > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void stream_abandoned_releasesTheProvider() throws Exception {
        app.first().next(Behavior.hangAfterTokens(1));
        try (Socket socket = app.open(GatewayApp.STREAMED)) {
            GatewayApp.readUntil(socket.getInputStream(), "data: ");
        }
        awaitNobodyInside();
    }

    @Test
    void stream_abandonedBeforeItsFirstToken_releasesTheProvider() throws Exception {
        app.first().next(Behavior.hangBeforeHeaders());
        try (Socket socket = app.open(GatewayApp.STREAMED)) {
            app.first().awaitRequest(0, SOON);
            assertThat(socket.isConnected()).isTrue();
        }
        awaitNobodyInside();
    }

    @Test
    void call_abandoned_releasesTheProvider() throws Exception {
        app.first().next(Behavior.hangBeforeHeaders());
        try (Socket socket = app.open(GatewayApp.QUESTION)) {
            app.first().awaitRequest(0, SOON);
            assertThat(socket.isConnected()).isTrue();
        }
        awaitNobodyInside();
        assertThat(app.second().requestCount()).isZero();
    }

    @Test
    void aborts_twoHundred_leaveNothingBehind() throws Exception {
        for (int i = 0; i < 200; i++) {
            boolean streamed = i % 2 == 0;
            app.first().next(streamed ? Behavior.hangAfterTokens(1) : Behavior.hangBeforeHeaders());
            int before = app.first().requestCount();
            try (Socket socket = app.open(streamed ? GatewayApp.STREAMED : GatewayApp.QUESTION)) {
                app.first().awaitRequest(before, SOON);
                if (streamed) {
                    GatewayApp.readUntil(socket.getInputStream(), "data: ");
                }
            }
        }
        awaitNobodyInside();
        app.first().heal();
        assertThat(app.complete(GatewayApp.QUESTION).statusCode()).isEqualTo(200);
    }

    @Test
    void stream_silent_isKeptAliveByComments() throws Exception {
        app.first().next(Behavior.stallAfterTokens(2, Duration.ofMillis(2500)));

        HttpResponse<String> response = app.complete(GatewayApp.STREAMED);

        assertThat(response.body()).contains(": keep-alive\n\n").endsWith("data: [DONE]\n\n");
    }

    @Test
    void stream_unread_isClosedAndReleasesTheProvider() throws Exception {
        app.first().answers(Answer.text("word ".repeat(100_000)));
        try (Socket socket = app.open(GatewayApp.STREAMED)) {
            app.first().awaitRequest(0, SOON);
            awaitNobodyInside();
            // What the system has buffered would drip through the small window for half a minute.
            socket.setReceiveBufferSize(1024 * 1024);
            String rest;
            try {
                rest = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (SocketException reset) {
                rest = "";
            }
            assertThat(rest).doesNotContain("[DONE]").doesNotEndWith("\r\n0\r\n\r\n");
        }
    }

    @Test
    void shutdown_streamUnderWay_mayFinishWhileNewRequestsAreRefused() throws Exception {
        app.first().next(Behavior.stallAfterTokens(2, Duration.ofMillis(1000)));
        try (Socket socket = app.open(GatewayApp.STREAMED)) {
            InputStream in = socket.getInputStream();
            GatewayApp.readUntil(in, "data: ");
            CompletableFuture<Void> closed = new CompletableFuture<>();
            app.gateway().shut(() -> closed.complete(null));

            HttpResponse<String> refused = app.complete(GatewayApp.QUESTION);

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
            assertThat(closed).isNotDone();
            GatewayApp.readUntil(in, "data: [DONE]");
            closed.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void shutdown_streamThatDoesNotEnd_isEndedInAnErrorAfterTheLimit() throws Exception {
        app.first().next(Behavior.hangAfterTokens(2));
        try (Socket socket = app.open(GatewayApp.STREAMED)) {
            InputStream in = socket.getInputStream();
            GatewayApp.readUntil(in, "data: ");
            CompletableFuture<Void> closed =
                    CompletableFuture.runAsync(() -> app.context().close());

            assertThat(GatewayApp.readUntil(in, "shutting_down")).doesNotContain("[DONE]");
            closed.get(20, TimeUnit.SECONDS);
        }
    }
}
