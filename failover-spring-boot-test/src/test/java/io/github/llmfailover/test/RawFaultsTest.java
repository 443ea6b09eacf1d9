package io.github.llmfailover.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.test.RawClient.End;
import io.github.llmfailover.test.RawClient.Received;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes over the wire when a simulator breaks, byte by byte. */
class RawFaultsTest {

    private static final String CHAT = "/v1/chat/completions";
    private static final Duration SOON = Duration.ofSeconds(10);

    private final ProviderSimulator simulator = ProviderSimulator.start();

    RawFaultsTest() {
        simulator.answers(Answer.tokens("a", "b", "c", "d"));
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void stream_healthy_endsWithTheLastChunk() {
        Received received = stream(Behavior.healthy());

        assertThat(received.head()).startsWith("HTTP/1.1 200 OK\r\n").contains("Transfer-Encoding: chunked");
        assertThat(received.body()).endsWith("e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n");
        assertThat(received.end()).isEqualTo(End.CLOSED);
    }

    @Test
    void stream_resetBeforeHeaders_sendsNothingButReset() {
        assertThat(stream(Behavior.resetBeforeHeaders())).isEqualTo(new Received("", End.RESET));
    }

    @Test
    void stream_closeBeforeHeaders_sendsNothingButFin() {
        assertThat(stream(Behavior.closeBeforeHeaders())).isEqualTo(new Received("", End.CLOSED));
    }

    @Test
    void stream_resetAfterTokens_sendsExactlyThoseTokens() {
        Received received = stream(Behavior.resetAfterTokens(2));

        assertThat(received.body())
                .contains("\"content\":\"a\"", "\"content\":\"b\"")
                .doesNotContain("\"content\":\"c\"")
                .endsWith("}\n\n\r\n");
        assertThat(received.end()).isEqualTo(End.RESET);
    }

    @Test
    void stream_closeAfterTokens_leavesOutTheLastChunk() {
        Received received = stream(Behavior.closeAfterTokens(2));

        assertThat(received.body()).contains("\"content\":\"b\"").endsWith("}\n\n\r\n");
        assertThat(received.end()).isEqualTo(End.CLOSED);
    }

    @Test
    void stream_closeAfterNoToken_sendsOnlyWhatComesBefore() {
        Received received = stream(Behavior.closeAfterTokens(0));

        assertThat(received.body()).contains("\"role\":\"assistant\"").doesNotContain("\"content\":\"a\"");
    }

    @Test
    void stream_endAfterTokens_endsTheBodyButNotTheAnswer() {
        Received received = stream(Behavior.endAfterTokens(2));

        assertThat(received.body())
                .contains("\"content\":\"b\"")
                .doesNotContain("\"finish_reason\":\"stop\"", "[DONE]")
                .endsWith("}\n\n\r\n0\r\n\r\n");
        assertThat(received.end()).isEqualTo(End.CLOSED);
    }

    @Test
    void stream_cutInsideEvent_announcesMoreThanItSends() {
        Received received = stream(Behavior.cutInsideEvent(1));

        String chunk = received.body()
                .substring(received.body().lastIndexOf("\r\n", received.body().lastIndexOf("data:") - 3) + 2);
        int announced = Integer.parseInt(chunk.substring(0, chunk.indexOf("\r\n")), 16);
        String sent = chunk.substring(chunk.indexOf("\r\n") + 2);
        assertThat(sent).startsWith("data: {").hasSize(announced / 2);
        assertThat(received.end()).isEqualTo(End.CLOSED);
    }

    @Test
    void stream_resetInsideEvent_endsWithReset() {
        Received received = stream(Behavior.resetInsideEvent(1));

        assertThat(received.body()).contains("\"role\":\"assistant\"").doesNotEndWith("\n");
        assertThat(received.end()).isEqualTo(End.RESET);
    }

    @Test
    void stream_malformedEvent_goesOnAfterwards() {
        Received received = stream(Behavior.malformedEventAt(2));

        assertThat(received.body())
                .contains("\"content\":\"a\"", "\"content\":\"c\"", "[DONE]")
                .doesNotContain("\"content\":\"b\"}");
    }

    @Test
    void stream_errorEvent_isTheLastOne() {
        Received received = stream(Behavior.errorEventAt(2, "my_error"));

        assertThat(received.body())
                .contains("\"content\":\"a\"", "data: {\"error\":{", "\"type\":\"my_error\"")
                .doesNotContain("\"content\":\"b\"", "[DONE]")
                .endsWith("0\r\n\r\n");
    }

    @Test
    void stream_errorAfterTokens_isTheLastEvent() {
        Received received = stream(Behavior.errorAfterTokens(2));

        assertThat(received.body())
                .contains("\"content\":\"b\"", "data: {\"error\":{")
                .doesNotContain("\"content\":\"c\"");
    }

    @Test
    void stream_missingParts_areLeftOut() {
        Received received = stream(
                Behavior.missingDone().and(Behavior.missingFinishReason()).and(Behavior.missingUsage()));

        assertThat(received.body())
                .contains("\"content\":\"d\"")
                .doesNotContain("[DONE]", "\"finish_reason\":\"stop\"", "prompt_tokens");
    }

    @Test
    void stream_includeUsage_endsWithUsageInAChunkWithoutChoices() {
        String request =
                RawClient.OPENAI_STREAM.replace("{\"model\"", "{\"stream_options\":{\"include_usage\":true},\"model\"");

        Received received = exchange(RawClient.postAndClose(CHAT, request));

        assertThat(received.body()).containsPattern("\"choices\":\\[],\"usage\":\\{\"prompt_tokens\":[^\n]*\n\n\r\n");
    }

    @Test
    void stream_emptyBody_isEmpty() {
        Received received = stream(Behavior.emptyBody());

        assertThat(received.head()).contains("text/event-stream").contains("Content-Length: 0");
        assertThat(received.body()).isEmpty();
    }

    @Test
    void stream_html_isHtml() {
        Received received = stream(Behavior.html());

        assertThat(received.head()).startsWith("HTTP/1.1 200").contains("text/html");
        assertThat(received.body()).startsWith("<!DOCTYPE html>");
    }

    @Test
    void stream_drip_sendsTheSameBytes() {
        simulator.answers(Answer.text("x"));
        String unhurried = strip(stream(Behavior.drip(Duration.ofNanos(1_000))).body());

        assertThat(unhurried).isEqualTo(strip(stream(Behavior.healthy()).body()));
    }

    @Test
    void call_healthy_hasItsLength() {
        Received received = call(Behavior.healthy());

        assertThat(received.head())
                .contains("Content-Length: " + received.body().length());
        assertThat(received.body()).startsWith("{\"id\":\"chatcmpl-").endsWith("}");
    }

    @Test
    void call_closeAfterTokens_sendsTheProportionOfTheBytes() {
        int whole = call(Behavior.healthy()).body().length();

        Received half = call(Behavior.closeAfterTokens(2));

        assertThat(half.head()).contains("Content-Length: " + whole);
        assertThat(half.body()).hasSize(whole / 2);
        assertThat(half.end()).isEqualTo(End.CLOSED);
    }

    @Test
    void call_resetAfterAllTokens_keepsTheLastByteBack() {
        int whole = call(Behavior.healthy()).body().length();

        Received received = call(Behavior.resetAfterTokens(4));

        assertThat(received.body()).hasSize(whole - 1);
        assertThat(received.end()).isEqualTo(End.RESET);
    }

    @Test
    void call_resetAfterMoreTokensThanThereAre_isHealthy() {
        assertThat(call(Behavior.resetAfterTokens(5)).end()).isEqualTo(End.CLOSED);
        assertThat(simulator.lastRequest().tokensSent()).isEqualTo(4);
    }

    @Test
    void call_endAfterTokens_endsTheBodyTooEarly() {
        Received received = call(Behavior.endAfterTokens(2));

        assertThat(received.head()).contains("Transfer-Encoding: chunked");
        assertThat(received.body())
                .startsWith(Integer.toHexString(firstChunk(received)) + "\r\n")
                .endsWith("\r\n0\r\n\r\n");
    }

    @Test
    void call_refuse_refusesConnectionsUntilHealed() {
        simulator.always(Behavior.refuse());

        assertThatThrownBy(() -> new RawClient(simulator))
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(ConnectException.class);

        simulator.heal();
        assertThat(call(Behavior.healthy()).head()).startsWith("HTTP/1.1 200");
    }

    @Test
    void connection_idleWhenRefusing_isClosed() {
        try (RawClient client = new RawClient(simulator)) {
            client.send(RawClient.post(CHAT, RawClient.OPENAI_STREAM)).readUntil("0\r\n\r\n");
            simulator.awaitNoOpenExchanges(SOON);

            simulator.always(Behavior.refuse());

            assertThat(client.readAll()).isEqualTo(new Received("", End.CLOSED));
        }
    }

    @Test
    void downFor_refuse_opensThePortAgainByItself() {
        simulator.downFor(Duration.ofMillis(50), Behavior.refuse());

        Received received = null;
        while (received == null) {
            received = tryCall();
        }
        assertThat(received.head()).startsWith("HTTP/1.1 200");
    }

    @Test
    void connection_afterHealthyAnswers_isUsedAgain() {
        try (RawClient client = new RawClient(simulator)) {
            client.send(RawClient.post(CHAT, RawClient.OPENAI_STREAM)).readUntil("0\r\n\r\n");
            client.send(RawClient.post(CHAT, RawClient.OPENAI_STREAM)).readUntil("0\r\n\r\n");

            assertThat(simulator.requestCount()).isEqualTo(2);
            assertThat(simulator.openConnections()).isEqualTo(1);
        }
    }

    @Test
    void connection_afterAPausedAnswer_isUsedAgain() {
        simulator.always(Behavior.pace(Duration.ofMillis(1)));
        try (RawClient client = new RawClient(simulator)) {
            client.send(RawClient.post(CHAT, RawClient.OPENAI_STREAM)).readUntil("0\r\n\r\n");
            client.send(RawClient.post(CHAT, RawClient.OPENAI_STREAM)).readUntil("0\r\n\r\n");

            assertThat(simulator.requestCount()).isEqualTo(2);
        }
    }

    private @Nullable Received tryCall() {
        try {
            return exchange(RawClient.postAndClose(CHAT, RawClient.OPENAI_CALL));
        } catch (UncheckedIOException e) {
            return null;
        }
    }

    private Received stream(Behavior behavior) {
        simulator.next(behavior);
        return exchange(RawClient.postAndClose(CHAT, RawClient.OPENAI_STREAM));
    }

    private Received call(Behavior behavior) {
        simulator.next(behavior);
        return exchange(RawClient.postAndClose(CHAT, RawClient.OPENAI_CALL));
    }

    private Received exchange(String request) {
        try (RawClient client = new RawClient(simulator)) {
            return client.send(request).readAll();
        }
    }

    private static int firstChunk(Received received) {
        return Integer.parseInt(received.body().substring(0, received.body().indexOf("\r\n")), 16);
    }

    /** Without what differs from answer to answer. */
    private static String strip(String body) {
        return body.replaceAll("chatcmpl-\\w+", "ID").replaceAll("\"created\":\\d+", "");
    }
}
