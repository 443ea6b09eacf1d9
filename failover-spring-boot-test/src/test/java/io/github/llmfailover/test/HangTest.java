package io.github.llmfailover.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.test.RawClient.End;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A simulator that sends nothing notices its clients leaving, and comes to life again. */
class HangTest {

    private static final String CHAT = "/v1/chat/completions";
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration FOREVER = Duration.ofHours(1);

    private final ProviderSimulator simulator = ProviderSimulator.start();

    HangTest() {
        simulator.answers(Answer.tokens("a", "b", "c", "d"));
    }

    static Stream<Behavior> waits() {
        return Stream.of(
                Behavior.hangBeforeHeaders(),
                Behavior.hangAfterHeaders(),
                Behavior.hangAfterTokens(2),
                Behavior.stallAfterTokens(2, FOREVER),
                Behavior.firstTokenDelay(FOREVER),
                Behavior.responseDelay(FOREVER),
                Behavior.pace(FOREVER),
                Behavior.drip(FOREVER));
    }

    static Stream<Behavior> releasable() {
        return waits().limit(4);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @MethodSource("waits")
    void stream_clientLeaves_isNoticed(Behavior behavior) {
        simulator.always(behavior);
        RawClient client = new RawClient(simulator).send(RawClient.post(CHAT, RawClient.OPENAI_STREAM));
        RecordedRequest request = simulator.awaitRequest(0, SOON);
        assertThat(request.clientGone()).isFalse();

        client.close();

        simulator.awaitNoOpenExchanges(SOON);
        assertThat(request.clientGone()).isTrue();
        assertThat(request.clientGoneAt())
                .hasValueSatisfying(at -> assertThat(at).isAfterOrEqualTo(request.receivedAt()));
        assertThat(request.finished()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("waits")
    void call_clientLeaves_isNoticed(Behavior behavior) {
        simulator.always(behavior);
        RawClient client = new RawClient(simulator).send(RawClient.post(CHAT, RawClient.OPENAI_CALL));
        RecordedRequest request = simulator.awaitRequest(0, SOON);

        client.close();

        simulator.awaitNoOpenExchanges(SOON);
        assertThat(request.clientGone()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("releasable")
    void stream_heal_sendsTheRest(Behavior behavior) {
        simulator.always(behavior);
        try (RawClient client = new RawClient(simulator).send(RawClient.postAndClose(CHAT, RawClient.OPENAI_STREAM))) {
            RecordedRequest request = simulator.awaitRequest(0, SOON);

            simulator.heal();

            assertThat(client.readAll().text()).contains("\"content\":\"d\"").endsWith("0\r\n\r\n");
            simulator.awaitNoOpenExchanges(SOON);
            assertThat(request.clientGone()).isFalse();
            assertThat(request.tokensSent()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @MethodSource("waits")
    void stream_close_endsTheConnection(Behavior behavior) {
        simulator.always(behavior);
        try (RawClient client = new RawClient(simulator).send(RawClient.post(CHAT, RawClient.OPENAI_STREAM))) {
            RecordedRequest request = simulator.awaitRequest(0, SOON);

            simulator.close();

            assertThat(client.readAll().end()).isEqualTo(End.CLOSED);
            simulator.awaitNoOpenExchanges(SOON);
            assertThat(request.clientGone()).isFalse();
        }
    }

    @Test
    void stream_hangAfterTokens_sendsThoseTokensFirst() {
        simulator.always(Behavior.hangAfterTokens(2));
        try (RawClient client = new RawClient(simulator).send(RawClient.post(CHAT, RawClient.OPENAI_STREAM))) {
            client.readUntil("\"content\":\"b\"");

            assertThat(simulator.openExchanges()).isEqualTo(1);
            assertThat(simulator.lastRequest().tokensSent()).isEqualTo(2);
        }
    }

    @Test
    void stream_stall_goesOnByItself() {
        simulator.always(Behavior.stallAfterTokens(2, Duration.ofMillis(30)));
        try (RawClient client = new RawClient(simulator).send(RawClient.postAndClose(CHAT, RawClient.OPENAI_STREAM))) {
            assertThat(client.readAll().text()).contains("\"content\":\"d\"", "[DONE]");
        }
    }

    @Test
    void stream_clientLeavesAfterSomeTokens_isBilledForThose() {
        simulator.always(Behavior.hangAfterTokens(3));
        simulator.answers(Answer.tokens("a", "b", "c", "d").withUsage(100, 4));
        RawClient client = new RawClient(simulator).send(RawClient.post(CHAT, RawClient.OPENAI_STREAM));
        client.readUntil("\"content\":\"c\"");

        client.close();

        simulator.awaitNoOpenExchanges(SOON);
        assertThat(simulator.books().of("m")).isEqualTo(new Books.Line(1, 100, 3));
    }

    @Test
    void awaitNoOpenExchanges_stillOpen_saysWhichOne() {
        simulator.always(Behavior.hangBeforeHeaders());
        try (RawClient client = new RawClient(simulator).send(RawClient.post(CHAT, RawClient.OPENAI_STREAM))) {
            simulator.awaitRequest(0, SOON);

            assertThatThrownBy(() -> simulator.awaitNoOpenExchanges(Duration.ofMillis(20)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("OPENAI /v1/chat/completions m stream");
            assertThat(client).isNotNull();
        }
    }

    @Test
    void stream_disconnect_isResetInTheMiddle() {
        simulator.always(Behavior.hangAfterTokens(2));
        try (RawClient client = new RawClient(simulator).send(RawClient.post(CHAT, RawClient.OPENAI_STREAM))) {
            client.readUntil("\"b\"");

            simulator.disconnect();

            assertThat(client.readAll().end()).isEqualTo(End.RESET);
            simulator.awaitNoOpenExchanges(SOON);
            assertThat(simulator.openConnections()).isZero();
        }
    }
}
