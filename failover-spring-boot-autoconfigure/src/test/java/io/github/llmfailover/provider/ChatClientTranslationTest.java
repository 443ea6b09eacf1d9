package io.github.llmfailover.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.ProviderSimulator;
import io.github.llmfailover.test.RecordedRequest;
import io.github.llmfailover.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.client.AdvisorParams;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.ToolContext;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;
import reactor.core.publisher.Flux;

/** What a {@code ChatClient} asks for, as it arrives at each provider. */
@Timeout(60)
class ChatClientTranslationTest {

    private final ProviderSimulator simulator = ProviderSimulator.start();

    private final AtomicInteger toolRuns = new AtomicInteger();

    @AfterEach
    void stop() {
        simulator.close();
    }

    static List<Arguments> pairs() {
        List<Arguments> pairs = new ArrayList<>();
        for (ClientType type : ClientType.values()) {
            for (ChatOptions.Builder<?> request : List.of(
                    ChatOptions.builder(),
                    ToolCallingChatOptions.builder(),
                    FailoverChatOptions.builder().chain("default"),
                    OpenAiChatOptions.builder().apiKey("canary").customHeaders(Map.of("X-Canary", "canary")),
                    AnthropicChatOptions.builder().apiKey("canary").httpHeaders(Map.of("X-Canary", "canary")),
                    OllamaChatOptions.builder())) {
                request.temperature(0.25);
                request.maxTokens(55);
                pairs.add(Arguments.of(type, request));
            }
        }
        return pairs;
    }

    private ChatClient chatClient(ClientType type) {
        return ChatClient.create(new OneProvider(RealClients.provider(RealClients.connect(type, simulator))));
    }

    private ToolCallback weather() {
        return FunctionToolCallback.builder("weather", (Map<String, Object> input, ToolContext context) -> {
                    toolRuns.incrementAndGet();
                    return "sunny for " + context.getContext().get("tenant");
                })
                .description("The weather")
                .inputType(Map.class)
                .build();
    }

    private void answerAfterTheTool() {
        simulator.answers(request -> request.messages().toString().contains("sunny for acme")
                ? Answer.text("It is sunny.")
                : Answer.toolCall("weather", "{\"city\":\"Oslo\"}"));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void call_withAnyOptionsAndTools_arrivesAtEachProvider(ClientType type, ChatOptions.Builder<?> options) {
        answerAfterTheTool();

        String content = chatClient(type)
                .prompt("How is the weather?")
                .options(options)
                .tools(weather())
                .toolContext(Map.of("tenant", "acme"))
                .call()
                .content();

        assertThat(content).isEqualTo("It is sunny.");
        assertThat(toolRuns).hasValue(1);
        assertThat(simulator.requests()).hasSize(2).allSatisfy(request -> assertAsked(type, request));
    }

    private static void assertAsked(ClientType type, RecordedRequest request) {
        assertThat(request.model()).isEqualTo("own-model");
        assertThat(request.tools()).containsExactly("weather");
        assertThat(request.headers().toString()).doesNotContainIgnoringCase("canary");
        assertThat(request.body().toString()).contains("0.25").contains("55").doesNotContainIgnoringCase("canary");
        assertThat(request.header(type == ClientType.ANTHROPIC ? "X-Api-Key" : "Authorization"))
                .hasValueSatisfying(value -> assertThat(value).endsWith("own-key"));
    }

    @ParameterizedTest
    @EnumSource(ClientType.class)
    void stream_withTools_runsThemOnce(ClientType type) {
        answerAfterTheTool();

        String content =
                chatClient(type)
                        .prompt("How is the weather?")
                        .tools(weather())
                        .toolContext(Map.of("tenant", "acme"))
                        .stream()
                        .content()
                        .collect(Collectors.joining())
                        .block(RealClients.PATIENCE);

        assertThat(content).isEqualTo("It is sunny.");
        assertThat(toolRuns).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource(ClientType.class)
    void entity_withTheProvidersOwnSchema_sendsIt(ClientType type) {
        simulator.answers(Answer.json("{\"city\":\"Oslo\"}"));

        Place place = chatClient(type)
                .prompt("Where?")
                .advisors(AdvisorParams.ENABLE_NATIVE_STRUCTURED_OUTPUT)
                .call()
                .entity(Place.class);

        assertThat(place).isEqualTo(new Place("Oslo"));
        String where = type == ClientType.OPENAI
                ? "response_format"
                : type == ClientType.ANTHROPIC ? "output_config" : "format";
        assertThat(String.valueOf(simulator.lastRequest().body().get(where))).contains("city");
    }

    /** What an answer is read into. */
    record Place(String city) {}

    /** The failover model with a single provider and nothing in between. */
    private record OneProvider(Provider provider) implements ChatModel {

        @Override
        public ChatResponse call(Prompt prompt) {
            return Objects.requireNonNull(
                    provider.call(provider.promptFor(prompt, true), new Exchange(TimeSource.system())));
        }

        @Override
        public Flux<ChatResponse> stream(Prompt prompt) {
            return Flux.defer(
                    () -> provider.stream(provider.promptFor(prompt, true), new Exchange(TimeSource.system())));
        }

        @Override
        public ChatOptions getOptions() {
            return FailoverChatOptions.builder().build();
        }
    }
}
