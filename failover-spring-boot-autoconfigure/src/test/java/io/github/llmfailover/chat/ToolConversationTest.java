package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.RecordedRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.function.FunctionToolCallback;

/** A tool conversation whose provider dies between two rounds goes on with another, and no tool runs twice. */
@Timeout(60)
class ToolConversationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** An application's tool, as most write them. */
    static final class Weather {

        final AtomicInteger runs = new AtomicInteger();

        @Tool(description = "The weather of a city")
        String weather(String city) {
            runs.incrementAndGet();
            return "sunny in " + city;
        }
    }

    /** What a tool callback takes. */
    record Place(String city) {}

    static Stream<Arguments> everyOrderedPairInBothModes() {
        return Stream.of(LiveClient.values()).flatMap(first -> Stream.of(LiveClient.values())
                .filter(second -> second != first)
                .flatMap(second -> Stream.of(CallMode.values()).map(mode -> Arguments.of(first, second, mode))));
    }

    @ParameterizedTest
    @MethodSource("everyOrderedPairInBothModes")
    void providerDiesAfterItsToolCall_nextGetsTheResultAndAnswers(LiveClient first, LiveClient second, CallMode mode) {
        try (LiveChain chain = new LiveChain(first, second)) {
            chain.simulator(0).answers(Answer.toolCall("weather", "{\"city\":\"Oslo\"}"));
            chain.simulator(0).next(Behavior.healthy());
            chain.simulator(0).always(Behavior.serverError());
            chain.simulator(1).answers(Answer.text("It is sunny."));
            Weather tool = new Weather();

            String content = ask(
                    ChatClient.create(chain.model())
                            .prompt()
                            .system("Be brief.")
                            .user("How is the weather?")
                            .tools(tool),
                    mode);

            assertThat(content).isEqualTo("It is sunny.");
            assertThat(tool.runs).hasValue(1);
            assertThat(chain.simulator(0).requestCount()).isEqualTo(2);
            assertThat(chain.simulator(1).requests()).singleElement().satisfies(request -> {
                assertThat(request.messages().get(0)).isEqualTo(new RecordedRequest.Message("system", "Be brief."));
                assertThat(request.messages().get(1).text()).isEqualTo("How is the weather?");
                assertThat(request.tools()).containsExactly("weather");
                assertRound(second, request, "Oslo");
            });
            chain.assertNothingLeftBehind();
        }
    }

    @ParameterizedTest
    @MethodSource("everyOrderedPairInBothModes")
    void twoParallelToolCalls_providerDiesAfterThem_nextGetsBothResults(
            LiveClient first, LiveClient second, CallMode mode) {
        try (LiveChain chain = new LiveChain(first, second)) {
            chain.simulator(0)
                    .answers(Answer.toolCalls(
                            Answer.call("weather", "{\"city\":\"Oslo\"}"),
                            Answer.call("weather", "{\"city\":\"Rome\"}")));
            chain.simulator(0).next(Behavior.healthy());
            chain.simulator(0).always(Behavior.serverError());
            chain.simulator(1).answers(Answer.text("Both sunny."));
            AtomicInteger runs = new AtomicInteger();

            String content = ask(
                    ChatClient.create(chain.model())
                            .prompt("Weather?")
                            .tools(FunctionToolCallback.builder("weather", (Place place) -> {
                                        runs.incrementAndGet();
                                        return "sunny in " + place.city();
                                    })
                                    .description("The weather")
                                    .inputType(Place.class)
                                    .build()),
                    mode);

            assertThat(content).isEqualTo("Both sunny.");
            assertThat(runs).hasValue(2);
            assertThat(chain.simulator(1).requests())
                    .singleElement()
                    .satisfies(request -> assertRound(second, request, "Oslo", "Rome"));
            chain.assertNothingLeftBehind();
        }
    }

    @ParameterizedTest
    @MethodSource("everyOrderedPairInBothModes")
    void textBeforeTheToolCall_reachesCallerAndNextProvider(LiveClient first, LiveClient second, CallMode mode) {
        try (LiveChain chain = new LiveChain(first, second)) {
            chain.simulator(0).answers(Answer.text("Let me look.").withToolCall("weather", "{\"city\":\"Oslo\"}"));
            chain.simulator(0).next(Behavior.healthy());
            chain.simulator(0).always(Behavior.serverError());
            chain.simulator(1).answers(Answer.text("It is sunny."));

            String content =
                    ask(ChatClient.create(chain.model()).prompt("Weather?").tools(new Weather()), mode);

            assertThat(content).endsWith("It is sunny.");
            assertThat(chain.simulator(1).requests()).singleElement().satisfies(request -> {
                assertRound(second, request, "Oslo");
                if (second != LiveClient.ANTHROPIC) {
                    // Its client leaves out the text of an answer that also calls a tool.
                    assertThat(request.body().path("messages").path(1).toString())
                            .contains("Let me look.");
                }
            });
        }
    }

    /** Four rounds, of which each provider serves two. */
    @ParameterizedTest
    @MethodSource("everyOrderedPairInBothModes")
    void providersTakeTurns_everyToolRunsOnceAndTheHistoryGrows(LiveClient first, LiveClient second, CallMode mode) {
        try (LiveChain chain = new LiveChain(first, second)) {
            for (int i = 0; i < 2; i++) {
                chain.simulator(i).answers(request -> {
                    int round = WireConversation.of(request).results().size();
                    return round == 3
                            ? Answer.text("All sunny.")
                            : Answer.toolCall("weather", "{\"city\":\"" + "Oslo,Rome,Lima".split(",")[round] + "\"}");
                });
            }
            chain.simulator(0)
                    .next(Behavior.healthy(), Behavior.serverError(), Behavior.healthy(), Behavior.serverError());
            Weather tool = new Weather();

            String content =
                    ask(ChatClient.create(chain.model()).prompt("Weather?").tools(tool), mode);

            assertThat(content).isEqualTo("All sunny.");
            assertThat(tool.runs).hasValue(3);
            assertRound(second, chain.simulator(1).lastRequest(), "Oslo", "Rome", "Lima");
            assertRound(first, chain.simulator(0).lastRequest(), "Oslo", "Rome", "Lima");
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void toolCallWithoutArguments_ofAnotherProvider_isTaken(LiveClient client) {
        try (LiveChain chain = new LiveChain(client)) {
            ToolCall now = new ToolCall("toolu_1", "function", "now", "");

            chain.model()
                    .call(new Prompt(
                            new UserMessage("What time is it?"),
                            AssistantMessage.builder()
                                    .content("")
                                    .toolCalls(List.of(now))
                                    .build(),
                            ToolResponseMessage.builder()
                                    .responses(List.of(new ToolResponse("toolu_1", "now", "noon")))
                                    .build()));

            assertThat(WireConversation.of(chain.simulator(0).lastRequest()).calls())
                    .singleElement()
                    .satisfies(call -> assertThat(call.arguments().isObject()).isTrue());
        }
    }

    private static void assertRound(LiveClient client, RecordedRequest request, String... cities) {
        WireConversation conversation = WireConversation.of(request);
        assertThat(conversation.calls())
                .extracting(call ->
                        call.name() + " " + call.arguments().path("city").asString())
                .containsExactly(
                        Stream.of(cities).map(city -> "weather " + city).toArray(String[]::new));
        assertThat(conversation.results())
                .extracting(WireConversation.Result::content)
                .containsExactly(Stream.of(cities)
                        .map(city -> "\"sunny in " + city + "\"")
                        .toArray(String[]::new));
        List<String> ids =
                conversation.calls().stream().map(WireConversation.Call::id).toList();
        assertThat(ids).doesNotHaveDuplicates().doesNotContain("");
        if (client != LiveClient.OLLAMA) {
            assertThat(conversation.results())
                    .extracting(WireConversation.Result::id)
                    .containsExactlyElementsOf(ids);
        }
    }

    private static String ask(ChatClient.ChatClientRequestSpec request, CallMode mode) {
        return mode == CallMode.CALL
                ? request.call().content()
                : request.stream().content().collect(Collectors.joining()).block(PATIENCE);
    }
}
