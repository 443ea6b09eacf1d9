package io.github.llmfailover.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;

/** A second opinion: the same clients get the same answers from a mock that somebody else wrote. */
class IndependentMockComparisonTest {

    private static final String TEXT = "Hello from the mock, in several words.";
    private static final String OSLO = "{\"name\":\"Oslo\"}";
    private static final String BONN = "{\"name\":\"Bonn\"}";

    private static @Nullable AimockServer aimock;
    private static @Nullable ProviderSimulator simulator;

    /** What a client makes of an answer, ids and sizes of chunks aside. */
    private record Seen(String text, List<String> toolCalls, List<String> finishReasons) {}

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        String cli = System.getenv("AIMOCK_CLI");
        if (cli == null || !Files.isRegularFile(Path.of(cli))) {
            return;
        }
        Path fixtures = Files.writeString(directory.resolve("fixtures.json"), """
                {"fixtures":[
                  {"match":{"userMessage":"text please"},"response":{"content":"%s"}},
                  {"match":{"userMessage":"tool please"},
                   "response":{"toolCalls":[{"name":"weather","arguments":%s}]}},
                  {"match":{"userMessage":"tools please"},
                   "response":{"toolCalls":[{"name":"weather","arguments":%s},{"name":"weather","arguments":%s}]}}
                ]}
                """.formatted(TEXT, OSLO, OSLO, BONN));
        aimock = new AimockServer(cli, fixtures);
        simulator = ProviderSimulator.start();
        simulator.answers(IndependentMockComparisonTest::answer);
    }

    /** Before each test and not before all, so that each one is reported as skipped, with the reason. */
    @BeforeEach
    void assumeThatItRuns() {
        assumeTrue(
                aimock != null,
                "The environment variable AIMOCK_CLI does not name the dist/cli.js of @copilotkit/aimock@1.43.0");
    }

    @AfterAll
    static void stop() {
        if (aimock != null) {
            aimock.close();
        }
        if (simulator != null) {
            simulator.close();
        }
    }

    private static Answer answer(RecordedRequest request) {
        return switch (request.messages().get(request.messages().size() - 1).text()) {
            case "tool please" -> Answer.toolCall("weather", OSLO);
            case "tools please" -> Answer.toolCalls(Answer.call("weather", OSLO), Answer.call("weather", BONN));
            default -> Answer.text(TEXT);
        };
    }

    @ParameterizedTest
    @EnumSource
    void call_sameAnswer_looksTheSame(RealClient client) {
        for (String request : List.of("text please", "tool please", "tools please")) {
            assertThat(call(client, ours(), request))
                    .as(request)
                    .isEqualTo(call(client, theirs(), request))
                    .satisfies(
                            seen -> assertThat(seen.text() + seen.toolCalls()).isNotEqualTo("[]"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void stream_sameAnswer_looksTheSame(RealClient client) {
        for (String request : List.of("text please", "tool please", "tools please")) {
            assertThat(stream(client, ours(), request))
                    .as(request)
                    .isEqualTo(stream(client, theirs(), request))
                    .satisfies(
                            seen -> assertThat(seen.text() + seen.toolCalls()).isNotEqualTo("[]"));
        }
    }

    private static Seen call(RealClient client, String baseUrl, String request) {
        ChatModel model = client.connectWithTools(baseUrl);
        return seen(List.of(model.call(new Prompt(request, model.getOptions()))));
    }

    private static Seen stream(RealClient client, String baseUrl, String request) {
        ChatModel model = client.connectWithTools(baseUrl);
        return seen(Objects.requireNonNull(model.stream(new Prompt(request, model.getOptions()))
                .collectList()
                .block(RealClient.TIMEOUT)));
    }

    private static Seen seen(List<ChatResponse> responses) {
        StringBuilder text = new StringBuilder();
        List<String> toolCalls = new ArrayList<>();
        List<String> finishReasons = new ArrayList<>();
        for (ChatResponse response : responses) {
            for (Generation result : response.getResults()) {
                text.append(Objects.requireNonNullElse(result.getOutput().getText(), ""));
                for (AssistantMessage.ToolCall call : result.getOutput().getToolCalls()) {
                    toolCalls.add(call.name() + call.arguments());
                }
                String reason = result.getMetadata().getFinishReason();
                if (reason != null && !reason.isEmpty() && !reason.equals("_UNKNOWN")) {
                    finishReasons.add(reason);
                }
            }
        }
        return new Seen(text.toString(), toolCalls, List.copyOf(new LinkedHashSet<>(finishReasons)));
    }

    private static String ours() {
        return Objects.requireNonNull(simulator).baseUrl();
    }

    private static String theirs() {
        return Objects.requireNonNull(aimock).baseUrl();
    }
}
