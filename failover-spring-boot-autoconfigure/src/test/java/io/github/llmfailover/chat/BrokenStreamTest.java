package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.OnInterruption;
import io.github.llmfailover.StreamInterruptedException;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscription;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.MessageAggregator;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;

/** A stream that breaks is either answered whole by the next provider or ends in a clear error, never in between. */
@Timeout(60)
class BrokenStreamTest {

    private static final String[] TOKENS = {"One ", "two ", "three ", "four ", "five ", "six."};

    enum Break {
        CUT_BY_FIN(Behavior.closeAfterTokens(3)),
        CUT_BY_RESET(Behavior.resetAfterTokens(3)),
        ENDED_CLEANLY(Behavior.endAfterTokens(3)),
        CUT_INSIDE_EVENT(Behavior.cutInsideEvent(4)),
        STALLED(Behavior.hangAfterTokens(3)),
        NO_FINISH_REASON(Behavior.missingFinishReason());

        private final Behavior behavior;

        Break(Behavior behavior) {
            this.behavior = behavior;
        }
    }

    static Stream<Arguments> everyBreakOnEveryWire() {
        return Stream.of(Break.values())
                .flatMap(how -> Stream.of(LiveClient.values()).map(client -> Arguments.of(how, client)));
    }

    @ParameterizedTest
    @MethodSource("everyBreakOnEveryWire")
    void streamBrokenInTheMiddle_endsInAnErrorWithExactlyWhatWasDelivered(Break how, LiveClient client) {
        try (LiveChain chain = new LiveChain(client, client.next())) {
            chain.simulator(0).answers(Answer.tokens(TOKENS));
            chain.simulator(0).always(how.behavior);
            StringBuilder seen = new StringBuilder();

            FailoverChatOptions failing = FailoverChatOptions.builder()
                    .onInterruption(OnInterruption.FAIL)
                    .build();
            assertThatThrownBy(() -> chain.model().stream(new Prompt("Count.", failing))
                            .doOnNext(chunk -> seen.append(text(chunk)))
                            .doOnNext(chunk -> {
                                if (how == Break.STALLED && seen.toString().endsWith("three ")) {
                                    // Not from in here: while a chunk is being taken, the clock of the stall stands.
                                    chain.time().schedule(Duration.ofMillis(100), chain::passLimits);
                                }
                            })
                            .blockLast(Duration.ofSeconds(20)))
                    .isInstanceOfSatisfying(StreamInterruptedException.class, broken -> {
                        assertThat(broken.partialText()).isEqualTo(seen.toString());
                        assertThat(broken.report().attempts()).singleElement().satisfies(attempt -> assertThat(
                                        attempt.failure())
                                .isIn(FailureKind.STREAM_CUT, FailureKind.STALLED, FailureKind.MALFORMED));
                    });

            assertThat(String.join("", TOKENS)).startsWith(seen.toString());
            assertThat(seen.toString()).startsWith("One ");
            chain.assertNothingLeftBehind();
            assertThat(chain.healths().get(client.provider()).snapshot().failed())
                    .isEqualTo(1);
        }
    }

    /** Ollama's last line is its finish reason and its terminator at once. */
    @ParameterizedTest
    @EnumSource(
            value = LiveClient.class,
            names = {"OPENAI", "ANTHROPIC"})
    void streamWithoutTerminator_isWholeAndEndsPromptly(LiveClient client) {
        try (LiveChain chain = new LiveChain(client)) {
            chain.simulator(0).answers(Answer.tokens(TOKENS));
            chain.simulator(0).always(Behavior.missingDone());

            List<ChatResponse> chunks =
                    chain.model().stream(new Prompt("Count.")).collectList().block(Duration.ofSeconds(20));

            assertThat(chunks.stream().map(BrokenStreamTest::text).reduce("", String::concat))
                    .isEqualTo(String.join("", TOKENS));
            assertThat(FailoverReport.of(chunks.get(chunks.size() - 1))).isNotNull();
        }
    }

    /**
     * Ollama leaves a count out for a prompt that it had cached, and its client then drops the finish reason. Anthropic's
     * client cannot read a stream without usage, which its API never sends.
     */
    @ParameterizedTest
    @EnumSource(
            value = LiveClient.class,
            names = {"OPENAI", "OLLAMA"})
    void streamWithoutUsage_isWhole(LiveClient client) {
        try (LiveChain chain = new LiveChain(client)) {
            chain.simulator(0).answers(Answer.tokens(TOKENS));
            chain.simulator(0).always(Behavior.missingUsage());

            List<ChatResponse> chunks =
                    chain.model().stream(new Prompt("Count.")).collectList().block(Duration.ofSeconds(20));

            assertThat(chunks.stream().map(BrokenStreamTest::text).reduce("", String::concat))
                    .isEqualTo(String.join("", TOKENS));
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void toolCallCutOff_isNeverDelivered_nextProviderCallsTheTool(LiveClient client) {
        try (LiveChain chain = new LiveChain(client, client.next())) {
            chain.simulator(0).answers(Answer.toolCall("weather", "{\"city\":\"Oslo\"}"));
            chain.simulator(0).always(Behavior.missingFinishReason());
            chain.simulator(1).answers(Answer.toolCall("weather", "{\"city\":\"Oslo\"}"));

            List<ChatResponse> chunks =
                    chain.model().stream(new Prompt("Weather?")).collectList().block(Duration.ofSeconds(20));

            assertThat(chunks.stream().filter(ChatResponse::hasToolCalls)).hasSize(1);
            assertThat(FailoverReport.of(chunks.get(chunks.size() - 1)).provider())
                    .isEqualTo(client.next().provider());
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void stream_everyChunkTellsWhoServes_aggregatorKeepsTheReport(LiveClient client) {
        try (LiveChain chain = new LiveChain(client)) {
            chain.simulator(0).answers(Answer.tokens(TOKENS).withUsage(11, 6));
            AtomicReference<ChatResponse> aggregated = new AtomicReference<>();
            Flux<ChatResponse> stream =
                    new MessageAggregator().aggregate(chain.model().stream(new Prompt("Count.")), aggregated::set);

            List<ChatResponse> chunks = stream.collectList().block(Duration.ofSeconds(20));

            assertThat(chunks)
                    .allSatisfy(chunk -> assertThat(chunk.getMetadata().<String>get(FailoverReport.PROVIDER))
                            .isEqualTo(client.provider()));
            assertThat(text(aggregated.get())).isEqualTo(String.join("", TOKENS));
            assertThat(aggregated.get().getMetadata().getUsage().getCompletionTokens())
                    .isEqualTo(6);
            FailoverReport report = FailoverReport.of(aggregated.get());
            assertThat(report.attempts().get(0).outputTokens()).isEqualTo(6);
            assertThat(report.attempts().get(0).inputTokens()).isEqualTo(11);
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void slowSubscriber_getsNoMoreThanItAskedFor_andEverythingInTheEnd(LiveClient client) {
        try (LiveChain chain = new LiveChain(client, client.next())) {
            chain.simulator(0).always(Behavior.serverError());
            chain.simulator(1).answers(Answer.tokens(TOKENS));
            List<String> seen = new ArrayList<>();
            OneByOne subscriber = new OneByOne(seen);

            chain.model().stream(new Prompt("Count.")).subscribe(subscriber);
            subscriber.awaitEnd();

            assertThat(String.join("", seen)).isEqualTo(String.join("", TOKENS));
            assertThat(subscriber.tooMany).isFalse();
        }
    }

    private static final class OneByOne extends BaseSubscriber<ChatResponse> {

        private final List<String> seen;

        private final CountDownLatch end = new CountDownLatch(1);

        private int asked;

        private int received;

        volatile boolean tooMany;

        OneByOne(List<String> seen) {
            this.seen = seen;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            asked = 1;
            subscription.request(1);
        }

        @Override
        protected void hookOnNext(ChatResponse chunk) {
            received++;
            tooMany |= received > asked;
            seen.add(text(chunk));
            asked++;
            request(1);
        }

        @Override
        protected void hookFinally(SignalType type) {
            end.countDown();
        }

        void awaitEnd() {
            try {
                assertThat(end.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static String text(ChatResponse chunk) {
        return chunk.getResult() == null || chunk.getResult().getOutput().getText() == null
                ? ""
                : chunk.getResult().getOutput().getText();
    }
}
