package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.OnInterruption;
import io.github.llmfailover.TokenCount;
import io.github.llmfailover.chat.Storyteller.Manner;
import io.github.llmfailover.failure.FinishReason;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.RecordedRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.MessageType;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.MessageAggregator;
import org.springframework.ai.chat.prompt.Prompt;

/** However many providers had a part in an answer, whoever collects it gets one message, with one end. */
@Timeout(60)
class ResumedAnswerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static Prompt prompt(OnInterruption policy) {
        return new Prompt(
                "Tell me.", FailoverChatOptions.builder().onInterruption(policy).build());
    }

    /** A chain of three, of which the first two break in the middle. */
    private static LiveChain brokenTwice(LiveClient client) {
        LiveClient second = client.next();
        LiveChain chain = new LiveChain(client, second, second.next());
        chain.simulator(0).answers(Answer.tokens(Storyteller.STORY));
        chain.simulator(0).next(Behavior.closeAfterTokens(10));
        chain.simulator(1).answers(Storyteller.teller(Manner.AS_TOLD));
        chain.simulator(1).next(Behavior.closeAfterTokens(18));
        chain.simulator(2).answers(Storyteller.teller(Manner.AS_TOLD));
        return chain;
    }

    private static ChatResponse aggregated(LiveChain chain, OnInterruption policy) {
        AtomicReference<ChatResponse> whole = new AtomicReference<>();
        new MessageAggregator()
                .aggregate(chain.model().stream(prompt(policy)), whole::set)
                .blockLast(PATIENCE);
        return whole.get();
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void aggregator_seesOneMessageOfTheModelThatFinished(LiveClient client) {
        try (LiveChain chain = brokenTwice(client)) {
            ChatResponse whole = aggregated(chain, OnInterruption.RESUME);

            LiveClient last = client.next().next();
            assertThat(whole.getResults()).hasSize(1);
            assertThat(whole.getResult().getOutput().getText()).isEqualTo(Storyteller.WHOLE);
            assertThat(whole.getMetadata().getModel()).isEqualTo(last.model());
            assertThat(FailoverReport.of(whole).provider()).isEqualTo(last.provider());
            assertThat(FailoverReport.of(whole).model()).isEqualTo(last.model());
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void stream_hasOneFinishReasonAndItIsTheLastWord(LiveClient client) {
        try (LiveChain chain = brokenTwice(client)) {
            Told told = Told.listenTo(chain.model().stream(prompt(OnInterruption.RESUME)));

            List<ChatResponse> finishing = told.chunks().stream()
                    .filter(chunk -> chunk.getResult() != null
                            && FinishReason.of(chunk.getResult().getMetadata().getFinishReason()) != FinishReason.NONE)
                    .toList();
            assertThat(finishing).hasSize(1);
            assertThat(told.text()).isEqualTo(Storyteller.WHOLE);
            int end = told.chunks().indexOf(finishing.get(0));
            assertThat(told.chunks().subList(end + 1, told.chunks().size()))
                    .allSatisfy(chunk -> assertThat(chunk.getResults()).isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void contentAndMemory_holdOneAnswer_nextTurnBringsItWhole(LiveClient client) {
        try (LiveChain chain = brokenTwice(client)) {
            ChatMemory memory = MessageWindowChatMemory.builder().build();
            ChatClient teller = ChatClient.builder(chain.model())
                    .defaultAdvisors(MessageChatMemoryAdvisor.builder(memory).build())
                    .defaultAdvisors(advisors -> advisors.param(ChatMemory.CONVERSATION_ID, "conversation"))
                    .build();

            String content = teller.prompt("Tell me.").stream()
                    .content()
                    .collect(Collectors.joining())
                    .block(PATIENCE);

            assertThat(content).isEqualTo(Storyteller.WHOLE);
            assertThat(memory.get("conversation"))
                    .extracting(Message::getMessageType, message -> message.getText())
                    .containsExactly(
                            tuple(MessageType.USER, "Tell me."), tuple(MessageType.ASSISTANT, Storyteller.WHOLE));
            AssistantMessage answer =
                    (AssistantMessage) memory.get("conversation").get(1);
            assertThat(answer.getMetadata())
                    .containsEntry(
                            FailoverReport.MESSAGE_PROVIDER,
                            client.next().next().provider());

            teller.prompt("And then?").stream().content().blockLast(PATIENCE);

            assertThat(chain.simulator(0).lastRequest().messages())
                    .containsExactly(
                            new RecordedRequest.Message("user", "Tell me."),
                            new RecordedRequest.Message("assistant", Storyteller.WHOLE),
                            new RecordedRequest.Message("user", "And then?"));
        }
    }

    /** All of it is held back until it ends, since it may yet go on as what was delivered did. */
    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void freshAnswer_thatEndsWithinWhatWasDelivered_isReportedAsARestart(LiveClient client) {
        try (LiveChain chain = new LiveChain(client, client.next())) {
            chain.simulator(0).answers(Answer.tokens(Storyteller.STORY));
            chain.simulator(0).always(Behavior.closeAfterTokens(10));
            chain.simulator(1).answers(Answer.tokens("The ", "light"));

            Told told = Told.listenTo(chain.model().stream(prompt(OnInterruption.RESTART)));

            assertThat(told.error()).isNull();
            assertThat(told.restarts()).isEqualTo(1);
            assertThat(told.text()).isEqualTo("The light");
            assertThat(told.report().restarted()).isTrue();
            assertThat(told.report().attempts())
                    .extracting(AttemptReport::deliveredChars)
                    .containsExactly(0, "The light".length());
        }
    }

    /** It is held back to its end, since so few words might have begun a remark. */
    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void continuationOfVeryLittle_isReportedInFull(LiveClient client) {
        try (LiveChain chain = new LiveChain(client, client.next())) {
            chain.simulator(0).answers(Answer.tokens(Storyteller.STORY));
            chain.simulator(0).always(Behavior.closeAfterTokens(2));
            chain.simulator(1).answers(Storyteller.teller(Manner.AS_TOLD));

            Told told = Told.listenTo(chain.model().stream(prompt(OnInterruption.RESUME)));

            assertThat(told.text()).isEqualTo(Storyteller.WHOLE);
            assertThat(told.report().attempts())
                    .extracting(AttemptReport::deliveredChars)
                    .containsExactly("The light".length(), Storyteller.WHOLE.length() - "The light".length());
        }
    }

    /** A stream that only lacks its finish reason has reported its usage when it turns out to be broken. */
    private static LiveChain unfinished(LiveClient client) {
        LiveChain chain = new LiveChain(client, client.next());
        chain.simulator(0).answers(Answer.tokens(Storyteller.STORY).withUsage(11, 29));
        chain.simulator(0).always(Behavior.missingFinishReason());
        return chain;
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void usage_ofAResumedAnswer_isThatOfBothParts(LiveClient client) {
        try (LiveChain chain = unfinished(client)) {
            chain.simulator(1)
                    .answers(request ->
                            Storyteller.teller(Manner.AS_TOLD).apply(request).withUsage(70, 12));

            ChatResponse whole = aggregated(chain, OnInterruption.RESUME);

            assertThat(whole.getResult().getOutput().getText()).isEqualTo(Storyteller.WHOLE);
            FailoverReport report = FailoverReport.of(whole);
            assertThat(report.delivered()).isEqualTo(new TokenCount(81, 41));
            assertThat(report.wasted()).isEqualTo(TokenCount.ZERO);
            Usage usage = whole.getMetadata().getUsage();
            assertThat(List.of(usage.getPromptTokens(), usage.getCompletionTokens(), usage.getTotalTokens()))
                    .containsExactly(81, 41, 122);
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void usage_ofARestartedAnswer_isThatOfTheLast_theFirstIsWasted(LiveClient client) {
        try (LiveChain chain = unfinished(client)) {
            chain.simulator(1).answers(Answer.text(Storyteller.OTHER).withUsage(7, 9));

            ChatResponse whole = aggregated(chain, OnInterruption.RESTART);

            FailoverReport report = FailoverReport.of(whole);
            assertThat(report.delivered()).isEqualTo(new TokenCount(7, 9));
            assertThat(report.wasted()).isEqualTo(new TokenCount(11, 29));
            Usage usage = whole.getMetadata().getUsage();
            assertThat(List.of(usage.getPromptTokens(), usage.getCompletionTokens(), usage.getTotalTokens()))
                    .containsExactly(7, 9, 16);
        }
    }
}
