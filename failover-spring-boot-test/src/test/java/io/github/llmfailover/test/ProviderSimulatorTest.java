package io.github.llmfailover.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.test.RawClient.Received;
import io.github.llmfailover.test.server.SimulatorTime;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a simulator decides and remembers. */
class ProviderSimulatorTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String CHAT = "/v1/chat/completions";

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
    private final ProviderSimulator simulator = ProviderSimulator.builder()
            .name("acme")
            .model("m")
            .time(new ManualTime())
            .start();

    /** Time that a test moves; waiting takes as long as it takes. */
    private final class ManualTime implements SimulatorTime {
        @Override
        public Instant now() {
            return Instant.parse("2026-01-01T00:00:00Z");
        }

        @Override
        public long nanoTime() {
            return nanos.get();
        }

        @Override
        public long await(Condition condition, long limit) throws InterruptedException {
            return SimulatorTime.system().await(condition, limit);
        }
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void behavior_chosenForEachRequest_comesAfterWhatIsQueuedOrDown() {
        simulator.always(request -> Behavior.status(request.model().equals("m") ? 501 : 504));
        simulator.downForRequests(1, Behavior.status(502));
        simulator.next(Behavior.status(503));

        assertThat(new int[] {chat(), chat(), chat()}).containsExactly(503, 502, 501);
        simulator.heal();
        assertThat(chat()).isEqualTo(200);
    }

    @Test
    void choiceOfABehavior_thatFailsOrRefuses_isA500() {
        simulator.always(request -> {
            throw new IllegalStateException("a test's mistake");
        });
        assertThat(chat()).isEqualTo(500);

        simulator.always(request -> Behavior.refuse());
        assertThat(chat()).isEqualTo(500);
    }

    @Test
    void behavior_queuedThenDownThenStanding() {
        simulator.always(Behavior.status(501));
        simulator.downForRequests(2, Behavior.status(502));
        simulator.next(Behavior.status(503), Behavior.healthy());

        assertThat(new int[] {chat(), chat(), chat(), chat(), chat()}).containsExactly(503, 200, 502, 502, 501);
    }

    @Test
    void downFor_duration_endsWithTheTime() {
        simulator.downFor(Duration.ofMinutes(1), Behavior.status(502));
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(chat()).isEqualTo(502);

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(chat()).isEqualTo(200);
    }

    @Test
    void heal_forgetsEverythingThatIsWrong() {
        simulator.always(Behavior.status(501));
        simulator.downFor(Duration.ofDays(400_000), Behavior.refuse());
        simulator.next(Behavior.status(503));

        simulator.heal();

        assertThat(simulator.behavior()).isSameAs(Behavior.healthy());
        assertThat(chat()).isEqualTo(200);
    }

    @Test
    void next_refuse_isRejected() {
        assertThatThrownBy(() -> simulator.next(Behavior.refuse()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("always(refuse())");
        assertThatThrownBy(() -> simulator.downForRequests(3, Behavior.refuse()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refuse_andHeal_keepsThePort() {
        int port = simulator.port();
        for (int i = 0; i < 20; i++) {
            simulator.always(Behavior.refuse());
            assertThatThrownBy(() -> new RawClient(simulator)).hasRootCauseInstanceOf(ConnectException.class);
            simulator.heal();
            assertThat(chat()).isEqualTo(200);
        }
        assertThat(simulator.port()).isEqualTo(port);
    }

    @Test
    void start_takenPort_isReported() {
        assertThatThrownBy(
                        () -> ProviderSimulator.builder().port(simulator.port()).start())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("port " + simulator.port());
    }

    @Test
    void answers_function_seesTheRequest() {
        simulator.answers(
                request -> Answer.text("You said " + request.messages().get(0).text()));

        assertThat(exchange(RawClient.OPENAI_CALL).body()).contains("You said Hi");
    }

    @Test
    void answers_functionThatThrows_isAServerError() {
        simulator.answers(request -> {
            throw new IllegalStateException("no idea");
        });

        assertThat(exchange(RawClient.OPENAI_CALL).head()).startsWith("HTTP/1.1 500 ");
        assertThat(exchange(RawClient.OPENAI_CALL).body()).contains("no idea");
    }

    @Test
    void books_completeAnswer_countsItsUsage() {
        simulator.answers(Answer.tokens("a", "b").withUsage(10, 20));
        chat();
        exchange(RawClient.OPENAI_STREAM);
        simulator.awaitNoOpenExchanges(SOON);

        assertThat(simulator.books())
                .isEqualTo(new Books(2, 20, 40, simulator.books().byModel()));
        assertThat(simulator.books().of("m")).isEqualTo(new Books.Line(2, 20, 40));
        assertThat(simulator.books().of("other")).isEqualTo(new Books.Line(0, 0, 0));
    }

    @Test
    void books_cutAnswer_countsWhatWasSent() {
        simulator.answers(Answer.tokens("a", "b", "c", "d").withUsage(10, 4));
        simulator.next(Behavior.resetAfterTokens(3), Behavior.closeAfterTokens(0), Behavior.serverError());
        exchange(RawClient.OPENAI_STREAM);
        exchange(RawClient.OPENAI_STREAM);
        exchange(RawClient.OPENAI_STREAM);
        simulator.awaitNoOpenExchanges(SOON);

        assertThat(simulator.books().of("m")).isEqualTo(new Books.Line(1, 10, 3));
    }

    @Test
    void clearLog_startsAnew() {
        chat();
        simulator.clearLog();

        assertThat(simulator.requests()).isEmpty();
        assertThat(simulator.books().requests()).isZero();
        assertThatThrownBy(simulator::lastRequest).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void awaitRequest_tooFew_saysHowMany() {
        chat();

        assertThat(simulator.awaitRequest(0, SOON).model()).isEqualTo("m");
        assertThatThrownBy(() -> simulator.awaitRequest(1, Duration.ofMillis(20)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("there were 1");
    }

    @Test
    void rejectPrefill_lastMessageOfTheAssistant_isRejected() {
        simulator.always(Behavior.rejectPrefill());

        assertThat(chat()).isEqualTo(200);
        Received rejected =
                exchange(RawClient.OPENAI_CALL.replace("}]", "},{\"role\":\"assistant\",\"content\":\"Once upon\"}]"));
        assertThat(rejected.head()).startsWith("HTTP/1.1 400 ");
        assertThat(rejected.body()).contains("got assistant");
    }

    @Test
    void headers_ofOpenAi_reportTheLimits() {
        simulator.always(Behavior.withRateLimitHeaders(7, Duration.ofMillis(90_500))
                .and(Behavior.withHeader("content-type", "text/plain")));

        assertThat(exchange(RawClient.OPENAI_CALL).head())
                .contains("x-ratelimit-remaining-requests: 7\r\n", "x-ratelimit-reset-requests: 1m30.5s\r\n")
                .contains("content-type: text/plain")
                .doesNotContain("application/json");
    }

    @Test
    void rateLimited_retryAfter_isRoundedUp() {
        simulator.always(Behavior.rateLimited(Duration.ofMillis(1_200)));

        assertThat(exchange(RawClient.OPENAI_CALL).head())
                .contains("retry-after: 2\r\n", "retry-after-ms: 1200\r\n", "x-ratelimit-remaining-requests: 0\r\n");
    }

    @Test
    void ids_ofSeveralAnswers_differ() {
        assertThat(exchange(RawClient.OPENAI_CALL).body())
                .isNotEqualTo(exchange(RawClient.OPENAI_CALL).body());
    }

    @Test
    void answer_badArguments_areRejected() {
        assertThatThrownBy(() -> Answer.toolCall("weather", "[1]")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Answer.json("{")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(Answer::toolCalls).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Behavior.resetAfterTokens(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Behavior.withHeader("X", "a\r\nb")).isInstanceOf(IllegalArgumentException.class);
    }

    private int chat() {
        return Integer.parseInt(exchange(RawClient.OPENAI_CALL).head().substring(9, 12));
    }

    private Received exchange(String body) {
        try (RawClient client = new RawClient(simulator)) {
            return client.send(RawClient.postAndClose(CHAT, body)).readAll();
        }
    }
}
