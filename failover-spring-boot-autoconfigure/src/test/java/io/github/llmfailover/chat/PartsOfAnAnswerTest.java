package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.OnInterruption;
import io.github.llmfailover.TokenCount;
import io.github.llmfailover.chat.Storyteller.Manner;
import io.github.llmfailover.execution.StreamTexts;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.MessageAggregator;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/** An answer of several parts says who gave which, and what it took. */
@Timeout(60)
class PartsOfAnAnswerTest {

    private static final String PARTIAL =
            String.join("", List.of(Storyteller.STORY).subList(0, 12));

    private static Prompt prompt(OnInterruption policy) {
        return new Prompt(
                "Tell me.", FailoverChatOptions.builder().onInterruption(policy).build());
    }

    private static LiveChain interrupted(LiveClient client) {
        LiveChain chain = new LiveChain(client, client.next());
        chain.simulator(0).answers(Answer.tokens(Storyteller.STORY).withUsage(11, 29));
        chain.simulator(0).always(Behavior.closeAfterTokens(12));
        return chain;
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void resumed_partsAddUpToTheAnswer(LiveClient client) {
        try (LiveChain chain = interrupted(client)) {
            chain.simulator(1).answers(Storyteller.teller(Manner.AS_TOLD));

            FailoverReport report = Told.listenTo(chain.model().stream(prompt(OnInterruption.RESUME)))
                    .report();

            assertThat(report.restarted()).isFalse();
            assertThat(report.attempts())
                    .extracting(AttemptReport::deliveredChars)
                    .containsExactly(PARTIAL.length(), Storyteller.WHOLE.length() - PARTIAL.length());
            assertThat(report.wasted()).isEqualTo(TokenCount.ZERO);
        }
    }

    /** The real clients report no usage before the end, so a client of the application's own has to. */
    @Test
    void usage_isThatOfAllPartsThatAreLeft() {
        FakeModel cut =
                FakeModel.streaming(() -> Flux.just(FakeModel.part("Once upon a time there was "), usage(100, 7))
                        .concatWith(Flux.error(new ConnectException("test"))));
        FakeModel whole = FakeModel.streaming(
                () -> Flux.just(FakeModel.part("Once upon a time there was a king."), FakeModel.last(), usage(90, 12)));
        try (FakeChain chain = new FakeChain(cut, whole)) {
            ChatResponse joined = aggregated(chain.model().stream(prompt(OnInterruption.RESUME)));

            assertThat(joined.getResult().getOutput().getText()).isEqualTo("Once upon a time there was a king.");
            assertThat(joined.getMetadata().getUsage().getPromptTokens()).isEqualTo(190);
            assertThat(joined.getMetadata().getUsage().getCompletionTokens()).isEqualTo(19);
            assertThat(FailoverReport.of(joined).delivered()).isEqualTo(new TokenCount(190, 19));
            assertThat(FailoverReport.of(joined).wasted()).isEqualTo(TokenCount.ZERO);
        }
        FakeModel other = FakeModel.streaming(
                () -> Flux.just(FakeModel.part("No king was ever there."), FakeModel.last(), usage(50, 5)));
        try (FakeChain chain = new FakeChain(cut, other)) {
            ChatResponse restarted = aggregated(chain.model().stream(prompt(OnInterruption.RESTART)));

            assertThat(restarted.getMetadata().getUsage().getPromptTokens()).isEqualTo(50);
            assertThat(FailoverReport.of(restarted).delivered()).isEqualTo(new TokenCount(50, 5));
            assertThat(FailoverReport.of(restarted).wasted()).isEqualTo(new TokenCount(100, 7));
        }
    }

    private static ChatResponse usage(int input, int output) {
        return new ChatResponse(
                List.of(),
                ChatResponseMetadata.builder()
                        .usage(new DefaultUsage(input, output))
                        .build());
    }

    private static ChatResponse aggregated(Flux<ChatResponse> stream) {
        AtomicReference<ChatResponse> whole = new AtomicReference<>();
        new MessageAggregator().aggregate(stream, whole::set).blockLast(Duration.ofSeconds(20));
        return whole.get();
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void restarted_firstPartIsWasted(LiveClient client) {
        try (LiveChain chain = interrupted(client)) {
            chain.simulator(1).answers(Answer.text(Storyteller.OTHER).withUsage(7, 9));

            FailoverReport report = Told.listenTo(chain.model().stream(prompt(OnInterruption.RESTART)))
                    .report();

            assertThat(report.restarted()).isTrue();
            assertThat(report.attempts())
                    .extracting(AttemptReport::deliveredChars)
                    .containsExactly(0, Storyteller.OTHER.length());
            assertThat(report.delivered()).isEqualTo(new TokenCount(7, 9));
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void restarted_partsTellToBeginAnew(LiveClient client) {
        try (LiveChain chain = interrupted(client)) {
            chain.simulator(1).answers(Answer.text(Storyteller.OTHER));

            List<StreamedPart> parts = FailoverChatClient.parts(chain.model().stream(prompt(OnInterruption.RESTART)))
                    .collectList()
                    .block(Duration.ofSeconds(20));

            int restart = parts.indexOf(new StreamedPart.Restart());
            assertThat(text(parts.subList(0, restart))).isEqualTo(PARTIAL);
            assertThat(text(parts.subList(restart + 1, parts.size() - 1))).isEqualTo(Storyteller.OTHER);
            assertThat(parts.get(parts.size() - 1)).isInstanceOf(StreamedPart.End.class);
            assertThat(parts).filteredOn(StreamedPart.End.class::isInstance).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void resumed_partsNameWhoWroteThem(LiveClient client) {
        try (LiveChain chain = interrupted(client)) {
            chain.simulator(1).answers(Storyteller.teller(Manner.AS_TOLD));

            List<StreamedPart> parts = FailoverChatClient.parts(chain.model().stream(prompt(OnInterruption.RESUME)))
                    .collectList()
                    .block(Duration.ofSeconds(20));

            FailoverReport report = ((StreamedPart.End) parts.remove(parts.size() - 1)).report();
            String first = report.attempts().get(0).provider();
            assertThat(text(by(first, parts))).isEqualTo(PARTIAL);
            assertThat(text(by(report.provider(), parts))).isEqualTo(Storyteller.WHOLE.substring(PARTIAL.length()));
            assertThat(parts)
                    .hasSize(by(first, parts).size()
                            + by(report.provider(), parts).size());
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void restarted_partsNameWhoWroteThem(LiveClient client) {
        try (LiveChain chain = interrupted(client)) {
            chain.simulator(1).answers(Answer.text(Storyteller.OTHER));

            List<StreamedPart> parts = FailoverChatClient.parts(chain.model().stream(prompt(OnInterruption.RESTART)))
                    .collectList()
                    .block(Duration.ofSeconds(20));

            FailoverReport report = ((StreamedPart.End) parts.get(parts.size() - 1)).report();
            assertThat(text(by(report.attempts().get(0).provider(), parts))).isEqualTo(PARTIAL);
            assertThat(text(by(report.provider(), parts))).isEqualTo(Storyteller.OTHER);
        }
    }

    @Test
    void notServedByTheFailoverModel_partsNameNobody() {
        Flux<ChatResponse> stream = Flux.just(FakeModel.part("Hello."), FakeModel.last());

        assertThat(FailoverChatClient.parts(stream).collectList().block(Duration.ofSeconds(20)))
                .containsExactly(new StreamedPart.Text("Hello.", null));
    }

    private static List<StreamedPart> by(String provider, List<StreamedPart> parts) {
        return parts.stream()
                .filter(part -> part instanceof StreamedPart.Text text && provider.equals(text.provider()))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void restarted_showsToThoseWhoSeeOnlyText(LiveClient client) {
        try (LiveChain chain = interrupted(client)) {
            chain.simulator(1).answers(Answer.text(Storyteller.OTHER));

            String text = chain.model().stream(prompt(OnInterruption.RESTART))
                    .filter(chunk -> chunk.getResult() != null)
                    .map(chunk -> chunk.getResult().getOutput().getText())
                    .collect(Collectors.joining())
                    .block(Duration.ofSeconds(20));

            assertThat(text).isEqualTo(PARTIAL + StreamTexts.DEFAULTS.restart() + Storyteller.OTHER);
        }
    }

    private static String text(List<StreamedPart> parts) {
        return parts.stream().map(part -> ((StreamedPart.Text) part).text()).collect(Collectors.joining());
    }
}
