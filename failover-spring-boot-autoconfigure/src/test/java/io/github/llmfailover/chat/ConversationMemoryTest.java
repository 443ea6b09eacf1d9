package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.RecordedRequest;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.MessageType;
import org.springframework.ai.tool.annotation.Tool;

/** A chat memory holds the conversation, not how it was served. */
@Timeout(60)
class ConversationMemoryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ChatMemory memory = MessageWindowChatMemory.builder().build();

    static Stream<Arguments> everyOrderedPairInBothModes() {
        return Stream.of(LiveClient.values()).flatMap(first -> Stream.of(LiveClient.values())
                .filter(second -> second != first)
                .flatMap(second -> Stream.of(CallMode.values()).map(mode -> Arguments.of(first, second, mode))));
    }

    private String ask(LiveChain chain, String question, CallMode mode) {
        ChatClient.ChatClientRequestSpec request = ChatClient.builder(chain.model())
                .defaultAdvisors(MessageChatMemoryAdvisor.builder(memory).build())
                .build()
                .prompt(question)
                .tools(this)
                .advisors(advisors -> advisors.param(ChatMemory.CONVERSATION_ID, "conversation"));
        return mode == CallMode.CALL
                ? request.call().content()
                : request.stream().content().collect(Collectors.joining()).block(PATIENCE);
    }

    @Tool(description = "The time")
    String now() {
        return "noon";
    }

    @ParameterizedTest
    @MethodSource("everyOrderedPairInBothModes")
    void memoryAfterFailover_holdsOneAnswer_nextTurnGoesElsewhereWithTheWholeHistory(
            LiveClient first, LiveClient second, CallMode mode) {
        try (LiveChain chain = new LiveChain(first, second)) {
            chain.simulator(0).next(Behavior.serverError());
            chain.simulator(0).answers(Answer.text("You said Kim."));
            chain.simulator(1).answers(Answer.text("Hello, Kim."));

            assertThat(ask(chain, "My name is Kim.", mode)).isEqualTo("Hello, Kim.");
            assertThat(memory.get("conversation"))
                    .extracting(Message::getMessageType, message -> message.getText())
                    .containsExactly(
                            tuple(MessageType.USER, "My name is Kim."), tuple(MessageType.ASSISTANT, "Hello, Kim."));

            assertThat(ask(chain, "What is my name?", mode)).isEqualTo("You said Kim.");
            assertThat(chain.simulator(0).lastRequest().messages())
                    .containsExactly(
                            new RecordedRequest.Message("user", "My name is Kim."),
                            new RecordedRequest.Message("assistant", "Hello, Kim."),
                            new RecordedRequest.Message("user", "What is my name?"));
            assertThat(memory.get("conversation")).hasSize(4);
            chain.assertNothingLeftBehind();
        }
    }

    @ParameterizedTest
    @MethodSource("everyOrderedPairInBothModes")
    void memoryAfterToolsAndFailover_holdsOneAnswer(LiveClient first, LiveClient second, CallMode mode) {
        try (LiveChain chain = new LiveChain(first, second)) {
            chain.simulator(0).answers(Answer.toolCall("now", "{}"));
            chain.simulator(0).next(Behavior.healthy());
            chain.simulator(0).always(Behavior.serverError());
            chain.simulator(1).answers(Answer.text("It is noon."));

            assertThat(ask(chain, "What time is it?", mode)).isEqualTo("It is noon.");

            assertThat(memory.get("conversation"))
                    .extracting(message -> message.getText())
                    .containsExactly("What time is it?", "It is noon.");
        }
    }

    @ParameterizedTest
    @EnumSource(CallMode.class)
    void streamThatFails_leavesNoAnswerInMemory(CallMode mode) {
        try (LiveChain chain = new LiveChain(LiveChain.failingWhenNobodyIsLeft(), 0, LiveClient.OPENAI)) {
            chain.simulator(0).always(mode == CallMode.CALL ? Behavior.serverError() : Behavior.resetAfterTokens(1));

            assertThat(catchThrowable(() -> ask(chain, "Hello.", mode))).isNotNull();

            assertThat(memory.get("conversation"))
                    .noneMatch(message -> message.getMessageType() == MessageType.ASSISTANT);
        }
    }

    static Stream<Arguments> everyWireInBothModes() {
        return Stream.of(LiveClient.values())
                .flatMap(client -> Stream.of(CallMode.values()).map(mode -> Arguments.of(client, mode)));
    }

    /** Stores that keep metadata reject keys with dots (MongoDB) and values that are not simple (Neo4j, Redis). */
    @ParameterizedTest
    @MethodSource("everyWireInBothModes")
    void answerInMemory_namesItsProviderAndHasNothingElseOfOurs(LiveClient client, CallMode mode) {
        try (LiveChain chain = new LiveChain(client)) {
            chain.simulator(0).answers(Answer.text("Hello."));

            ask(chain, "Hi.", mode);

            List<Message> messages = memory.get("conversation");
            AssistantMessage answer = (AssistantMessage) messages.get(messages.size() - 1);
            assertThat(answer.getMetadata()).containsEntry(FailoverReport.MESSAGE_PROVIDER, client.provider());
            assertThat(answer.getMetadata().keySet()).noneMatch(key -> key.startsWith("llm.failover"));
            assertThat(answer.getMetadata().values()).noneMatch(FailoverReport.class::isInstance);
        }
    }
}
