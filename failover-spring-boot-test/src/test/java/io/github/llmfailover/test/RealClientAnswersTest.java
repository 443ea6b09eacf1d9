package io.github.llmfailover.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/** What the chat models of Spring AI make of healthy answers. */
class RealClientAnswersTest {

    private final ProviderSimulator simulator =
            ProviderSimulator.builder().name("acme").start();

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @EnumSource
    void call_defaultAnswer_namesTheSimulator(RealClient client) {
        ChatResponse response = client.connect(simulator).call(new Prompt("Hi"));

        assertThat(text(response)).isEqualTo("Hello from acme.");
        assertThat(finishReason(response)).isEqualTo(client.stop());
        assertThat(response.getMetadata().getUsage().getCompletionTokens()).isEqualTo(3);
        assertThat(response.getMetadata().getUsage().getPromptTokens()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void stream_text_arrivesTokenByToken(RealClient client) {
        simulator.answers(Answer.tokens("Un", "believ", "able", "!").withUsage(17, 4));

        List<ChatResponse> chunks = stream(client.connect(simulator));

        assertThat(chunks.stream().map(RealClientAnswersTest::text).filter(text -> !text.isEmpty()))
                .containsExactly("Un", "believ", "able", "!");
        assertThat(chunks.stream().map(RealClientAnswersTest::finishReason)).contains(client.stop());
    }

    @ParameterizedTest
    @EnumSource
    void stream_usage_isReportedAtTheEnd(RealClient client) {
        simulator.answers(Answer.text("Hello").withUsage(17, 4));

        List<ChatResponse> chunks = stream(client.connect(simulator));

        ChatResponse last = chunks.get(chunks.size() - 1);
        assertThat(last.getMetadata().getUsage().getPromptTokens()).isEqualTo(17);
        assertThat(last.getMetadata().getUsage().getCompletionTokens()).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource
    void call_usage_isReported(RealClient client) {
        simulator.answers(Answer.text("Hello").withUsage(17, 4));

        ChatResponse response = client.connect(simulator).call(new Prompt("Hi"));

        assertThat(response.getMetadata().getUsage().getPromptTokens()).isEqualTo(17);
        assertThat(response.getMetadata().getUsage().getCompletionTokens()).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource
    void call_toolCalls_arriveInOrder(RealClient client) {
        simulator.answers(Answer.toolCalls(
                Answer.call("weather", "{\"name\":\"Oslo\"}"), Answer.call("weather", "{\"name\":\"Bonn\"}")));

        ChatResponse response =
                client.connectWithTools(simulator.baseUrl()).call(prompt(client.connectWithTools(simulator.baseUrl())));

        assertThat(toolCalls(List.of(response)))
                .extracting(AssistantMessage.ToolCall::name, AssistantMessage.ToolCall::arguments)
                .containsExactly(tuple("weather", "{\"name\":\"Oslo\"}"), tuple("weather", "{\"name\":\"Bonn\"}"));
        assertThat(response.getResults().stream()
                        .map(result -> result.getMetadata().getFinishReason()))
                .contains(client.toolStop());
        assertThat(simulator.lastRequest().tools()).containsExactly("weather");
    }

    @ParameterizedTest
    @EnumSource
    void stream_toolCalls_arriveInOrder(RealClient client) {
        simulator.answers(Answer.toolCalls(
                Answer.call("weather", "{\"name\":\"Oslo\"}"), Answer.call("weather", "{\"name\":\"Bonn\"}")));
        ChatModel model = client.connectWithTools(simulator.baseUrl());

        List<ChatResponse> chunks =
                Objects.requireNonNull(model.stream(prompt(model)).collectList().block(RealClient.TIMEOUT));

        assertThat(toolCalls(chunks))
                .extracting(AssistantMessage.ToolCall::name, AssistantMessage.ToolCall::arguments)
                .containsExactly(tuple("weather", "{\"name\":\"Oslo\"}"), tuple("weather", "{\"name\":\"Bonn\"}"));
        assertThat(toolCalls(chunks)).extracting(AssistantMessage.ToolCall::id).doesNotHaveDuplicates();
        assertThat(chunks.stream().map(RealClientAnswersTest::finishReason)).contains(client.toolStop());
    }

    @ParameterizedTest
    @EnumSource
    void call_json_arrivesUnchanged(RealClient client) {
        String json = "{\"name\":\"Ann\", \"tags\":[\"a b\",\"ü\"]}";
        simulator.answers(Answer.json(json));

        assertThat(text(client.connect(simulator).call(new Prompt("Hi")))).isEqualTo(json);
        assertThat(text(stream(client.connect(simulator)))).isEqualTo(json);
    }

    @ParameterizedTest
    @EnumSource
    void request_isRecordedAsSent(RealClient client) {
        client.connect(simulator)
                .call(new Prompt(List.of(
                        new SystemMessage("Be brief."),
                        new UserMessage("Hi"),
                        new AssistantMessage("Yes?"),
                        new UserMessage("Bye"))));

        RecordedRequest request = simulator.lastRequest();
        assertThat(request.wire()).isEqualTo(client.wire());
        assertThat(request.streaming()).isFalse();
        assertThat(request.model()).endsWith("-test");
        assertThat(request.messages())
                .containsExactly(
                        new RecordedRequest.Message("system", "Be brief."),
                        new RecordedRequest.Message("user", "Hi"),
                        new RecordedRequest.Message("assistant", "Yes?"),
                        new RecordedRequest.Message("user", "Bye"));
    }

    private static Prompt prompt(ChatModel model) {
        return new Prompt("Hi", model.getOptions());
    }

    private static List<ChatResponse> stream(ChatModel model) {
        return Objects.requireNonNull(
                model.stream(new Prompt("Hi")).collectList().block(RealClient.TIMEOUT));
    }

    private static List<AssistantMessage.ToolCall> toolCalls(List<ChatResponse> responses) {
        return responses.stream()
                .flatMap(response -> response.getResults().stream())
                .flatMap(result -> result.getOutput().getToolCalls().stream())
                .toList();
    }

    private static String text(List<ChatResponse> responses) {
        return String.join(
                "", responses.stream().map(RealClientAnswersTest::text).toList());
    }

    private static String text(ChatResponse response) {
        if (response.getResults().isEmpty()) {
            return "";
        }
        String text = response.getResults().get(0).getOutput().getText();
        return text == null ? "" : text;
    }

    private static String finishReason(ChatResponse response) {
        return response.getResults().isEmpty()
                ? ""
                : String.valueOf(response.getResults().get(0).getMetadata().getFinishReason());
    }
}
