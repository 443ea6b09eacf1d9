package io.github.llmfailover.failure;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.model.ChatModel;

/** Every row of the table as Spring AI's real clients report it, in call and in stream, over real sockets. */
class ProviderFailuresTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static final Duration SHORT = Duration.ofMillis(300);

    private static final Map<String, Supplier<Behavior>> FAULTS = Map.ofEntries(
            Map.entry("healthy", Behavior::healthy),
            Map.entry("429", () -> Behavior.status(429)),
            Map.entry("429, 7 s", () -> Behavior.rateLimited(Duration.ofSeconds(7))),
            Map.entry("429, date", () -> Behavior.status(429).and(header("Sun, 01 Mar 2026 12:00:30 GMT"))),
            Map.entry("429, absurd", () -> Behavior.status(429).and(header("999999999999999"))),
            Map.entry("429, past", () -> Behavior.status(429).and(header("-5"))),
            Map.entry("429, reset", ProviderFailuresTest::usedUpUntilReset),
            Map.entry("quota", Behavior::quotaExhausted),
            Map.entry("402", Behavior::paymentRequired),
            Map.entry("401", Behavior::unauthorized),
            Map.entry("403", () -> Behavior.status(403)),
            Map.entry("no model", Behavior::modelNotFound),
            Map.entry("404 page", () -> page(404)),
            Map.entry("overloaded", Behavior::overloaded),
            Map.entry("503, 9 s", () -> Behavior.status(503).and(header("9"))),
            Map.entry("529", () -> Behavior.status(529)),
            Map.entry("500", Behavior::serverError),
            Map.entry("502 page", () -> page(502)),
            Map.entry("504", () -> Behavior.status(504)),
            Map.entry("408", () -> Behavior.status(408)),
            Map.entry("409", () -> Behavior.status(409)),
            Map.entry("405", () -> Behavior.status(405)),
            Map.entry("too long", Behavior::contextTooLong),
            Map.entry("413", () -> Behavior.status(413)),
            Map.entry("filtered", Behavior::contentFiltered),
            Map.entry("400", Behavior::invalidRequest),
            Map.entry("422", () -> Behavior.status(422)),
            Map.entry("refuse", Behavior::refuse),
            Map.entry("reset before headers", Behavior::resetBeforeHeaders),
            Map.entry("close before headers", Behavior::closeBeforeHeaders),
            Map.entry("reset at first token", () -> Behavior.resetAfterTokens(0)),
            Map.entry("reset after token", () -> Behavior.resetAfterTokens(1)),
            Map.entry("close after token", () -> Behavior.closeAfterTokens(1)),
            Map.entry("cut inside event", () -> Behavior.cutInsideEvent(3)),
            Map.entry("clean end after token", () -> Behavior.endAfterTokens(1)),
            Map.entry("no finish reason", Behavior::missingFinishReason),
            Map.entry("malformed event", () -> Behavior.malformedEventAt(3)),
            Map.entry("empty answer", Behavior::emptyAnswer),
            Map.entry("empty body", Behavior::emptyBody),
            Map.entry("no choices", Behavior::noChoices),
            Map.entry("html", Behavior::html),
            Map.entry("event overloaded_error", () -> Behavior.errorEventAt(0, "overloaded_error")),
            Map.entry("event rate_limit_error", () -> Behavior.errorEventAt(0, "rate_limit_error")),
            Map.entry("event authentication_error", () -> Behavior.errorEventAt(0, "authentication_error")),
            Map.entry("event api_error", () -> Behavior.errorEventAt(2, "api_error")),
            Map.entry("event invalid_request_error", () -> Behavior.errorEventAt(0, "invalid_request_error")),
            Map.entry("hang before headers", Behavior::hangBeforeHeaders),
            Map.entry("hang after headers", Behavior::hangAfterHeaders),
            Map.entry("hang after token", () -> Behavior.hangAfterTokens(1)));

    /**
     * Fault; clients; what {@code call} comes to; what {@code stream} comes to, the same where it is not said. OpenAI's
     * and Anthropic's SDKs throw away the headers of what they cannot parse, hence their errors without a status.
     */
    private static final String TABLE = """
            healthy                     | all              | served                   |
            429                         | OPENAI OLLAMA    | RATE_LIMITED 429         |
            429, 7 s                    | OPENAI ANTHROPIC | RATE_LIMITED 429 PT7S    |
            429, 7 s                    | OLLAMA           | RATE_LIMITED 429         | RATE_LIMITED 429 PT7S
            429, date                   | OPENAI ANTHROPIC | RATE_LIMITED 429 PT30S   |
            429, absurd                 | OPENAI ANTHROPIC | RATE_LIMITED 429 PT10M   |
            429, past                   | OPENAI ANTHROPIC | RATE_LIMITED 429 PT0S    |
            429, reset                  | OPENAI ANTHROPIC | RATE_LIMITED 429 PT40S   |
            quota                       | OPENAI OLLAMA    | QUOTA_EXHAUSTED 429      |
            quota                       | ANTHROPIC        | QUOTA_EXHAUSTED 400      |
            402                         | all              | QUOTA_EXHAUSTED 402      |
            401                         | all              | AUTHENTICATION 401       |
            403                         | all              | AUTHENTICATION 403       |
            no model                    | all              | MODEL_NOT_FOUND 404      |
            404 page                    | all              | SERVER_ERROR 404         |
            overloaded                  | OPENAI OLLAMA    | OVERLOADED 503           |
            overloaded                  | ANTHROPIC        | OVERLOADED 529           |
            503, 9 s                    | OPENAI ANTHROPIC | OVERLOADED 503 PT9S      |
            529                         | all              | OVERLOADED 529           |
            500                         | all              | SERVER_ERROR 500         |
            502 page                    | all              | SERVER_ERROR 502         |
            504                         | all              | SERVER_ERROR 504         |
            408                         | all              | SERVER_ERROR 408         |
            409                         | all              | SERVER_ERROR 409         |
            405                         | all              | UNKNOWN 405              |
            too long                    | all              | CONTEXT_TOO_LONG 400     |
            413                         | all              | CONTEXT_TOO_LONG 413     |
            filtered                    | all              | CONTENT_FILTERED 400     |
            400                         | all              | INVALID_REQUEST 400      |
            422                         | all              | INVALID_REQUEST 422      |
            refuse                      | all              | CONNECTION 0             |
            reset before headers        | all              | CONNECTION 0             |
            close before headers        | all              | CONNECTION 0             |
            reset at first token        | OPENAI ANTHROPIC | CONNECTION 0             | STREAM_CUT 0
            reset at first token        | OLLAMA           | CONNECTION 0             | STREAM_CUT 200
            reset after token           | OPENAI ANTHROPIC | CONNECTION 0             | STREAM_CUT 0
            reset after token           | OLLAMA           | CONNECTION 0             | STREAM_CUT 200
            close after token           | OPENAI ANTHROPIC | CONNECTION 0             | STREAM_CUT 0
            close after token           | OLLAMA           | CONNECTION 0             | STREAM_CUT 200
            cut inside event            | OPENAI ANTHROPIC | CONNECTION 0             | STREAM_CUT 0
            cut inside event            | OLLAMA           | CONNECTION 0             | STREAM_CUT 200
            clean end after token       | all              | MALFORMED 0              | STREAM_CUT 0
            no finish reason            | OPENAI           | MALFORMED 0              | STREAM_CUT 0
            malformed event             | all              | MALFORMED 0              |
            empty answer                | all              | MALFORMED 0              |
            empty body                  | all              | MALFORMED 0              |
            no choices                  | all              | MALFORMED 0              |
            html                        | OPENAI ANTHROPIC | MALFORMED 0              |
            html                        | OLLAMA           | MALFORMED 0              | MALFORMED 200
            event overloaded_error      | OPENAI ANTHROPIC | MALFORMED 0              | OVERLOADED 200
            event rate_limit_error      | OPENAI ANTHROPIC | MALFORMED 0              | RATE_LIMITED 200
            event authentication_error  | OPENAI ANTHROPIC | MALFORMED 0              | AUTHENTICATION 200
            event api_error             | OPENAI ANTHROPIC | MALFORMED 0              | SERVER_ERROR 200
            event invalid_request_error | OPENAI ANTHROPIC | MALFORMED 0              | INVALID_REQUEST 200
            event api_error             | OLLAMA           | MALFORMED 0              |
            hang before headers         | all              | NO_RESPONSE 0            |
            hang after headers          | OPENAI ANTHROPIC | NO_RESPONSE 0            |
            hang after headers          | OLLAMA           | NO_RESPONSE 0            | NO_RESPONSE 200
            hang after token            | OPENAI ANTHROPIC | NO_RESPONSE 0            |
            hang after token            | OLLAMA           | NO_RESPONSE 0            | NO_RESPONSE 200
            """;

    private static final Map<RealClient, ChatModel> PATIENT = new EnumMap<>(RealClient.class);

    private static final Map<RealClient, ChatModel> HASTY = new EnumMap<>(RealClient.class);

    private static final ProviderSimulator simulator = ProviderSimulator.start();

    private final FailureClassifiers classifiers = FailureClassifiers.create(List.of(), () -> NOW);

    @BeforeAll
    static void start() {
        simulator.answers(Answer.text("one two three four five"));
        for (RealClient client : RealClient.values()) {
            PATIENT.put(client, client.at(simulator.baseUrl(), "key", RealClient.PATIENT));
            HASTY.put(client, client.at(simulator.baseUrl(), "key", SHORT));
        }
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    static Stream<Arguments> rows() {
        List<Arguments> rows = new ArrayList<>();
        for (String line : TABLE.lines().toList()) {
            String[] cells = line.split("\\|", -1);
            String call = cells[2].strip();
            String stream = cells.length > 3 && !cells[3].isBlank() ? cells[3].strip() : call;
            for (RealClient client : RealClient.values()) {
                if (cells[1].contains("all") || cells[1].contains(client.name())) {
                    rows.add(Arguments.of(cells[0].strip(), client, "call", call));
                    rows.add(Arguments.of(cells[0].strip(), client, "stream", stream));
                }
            }
        }
        return rows.stream();
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @MethodSource("rows")
    void fault_reportedByTheRealClient_isUnderstood(String fault, RealClient client, String mode, String expected) {
        simulator.heal();
        simulator.always(requireNonNull(FAULTS.get(fault), fault).get());
        ChatModel model = requireNonNull((fault.startsWith("hang") ? HASTY : PATIENT).get(client));

        Failure failure = mode.equals("call")
                ? RealClient.call(model, "hi", classifiers)
                : RealClient.stream(model, "hi", classifiers);

        assertThat(describe(failure)).isEqualTo(expected);
    }

    private static String describe(@Nullable Failure failure) {
        if (failure == null) {
            return "served";
        }
        String text = failure.kind() + " " + failure.status();
        return failure.retryAfter() == null ? text : text + " " + failure.retryAfter();
    }

    private static Behavior header(String retryAfter) {
        return Behavior.withHeader("Retry-After", retryAfter);
    }

    private static Behavior page(int status) {
        return Behavior.status(status, "<!DOCTYPE html><html><body>nothing here</body></html>")
                .and(Behavior.withHeader("Content-Type", "text/html; charset=utf-8"));
    }

    private static Behavior usedUpUntilReset() {
        return Behavior.status(429, "{\"error\":{\"message\":\"slow down\"}}")
                .and(Behavior.withHeader("x-ratelimit-remaining-requests", "0"))
                .and(Behavior.withHeader("x-ratelimit-reset-requests", "40s"))
                .and(Behavior.withHeader("x-ratelimit-remaining-tokens", "10"))
                .and(Behavior.withHeader("x-ratelimit-reset-tokens", "9m"))
                .and(Behavior.withHeader("anthropic-ratelimit-requests-remaining", "0"))
                .and(Behavior.withHeader("anthropic-ratelimit-requests-reset", "2026-03-01T12:00:40Z"));
    }
}
