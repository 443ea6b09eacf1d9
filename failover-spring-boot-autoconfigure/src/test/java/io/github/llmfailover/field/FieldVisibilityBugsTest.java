package io.github.llmfailover.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.llmfailover.AllProvidersFailedException;
import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.CallMode;
import io.github.llmfailover.FailoverException;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.RequestRejectedException;
import io.github.llmfailover.TokenCount;
import io.github.llmfailover.chat.FakeChain;
import io.github.llmfailover.chat.FakeModel;
import io.github.llmfailover.chat.LiveChain;
import io.github.llmfailover.chat.LiveClient;
import io.github.llmfailover.chat.Storyteller;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.plan.PlanSettings;
import io.github.llmfailover.plan.WhenUnavailable;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.RecordedRequest;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.MessageAggregator;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/** The chain, what it costs and what it shows: what users of other failover layers reported. */
@Timeout(60)
class FieldVisibilityBugsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Prompt PROMPT = new Prompt("Hello.");

    static Stream<Arguments> everyWireInBothModes() {
        return Stream.of(LiveClient.values())
                .flatMap(client -> Stream.of(CallMode.values()).map(mode -> Arguments.of(client, mode)));
    }

    @ParameterizedTest
    @MethodSource("everyWireInBothModes")
    void allFail_eachProviderIsAskedOnceAndRetriedOnce_neverAgain(LiveClient client, CallMode mode) {
        LiveClient second = client.next();
        PlanSettings settings = new PlanSettings(Duration.ofSeconds(120), 100, WhenUnavailable.WAIT);
        try (LiveChain chain = new LiveChain(settings, 1, client, second, second.next())) {
            IntStream.range(0, 3).forEach(i -> chain.simulator(i).always(Behavior.serverError()));

            FailoverException failed = failure(chain, mode);

            assertThat(failed).isInstanceOf(AllProvidersFailedException.class);
            assertThat(failed.report().attempts())
                    .extracting(AttemptReport::provider)
                    .containsExactly(
                            client.provider(),
                            client.provider(),
                            second.provider(),
                            second.provider(),
                            second.next().provider(),
                            second.next().provider());
            assertThat(chain.requests()).isEqualTo(6);
        }
    }

    @ParameterizedTest
    @MethodSource("everyWireInBothModes")
    void refusalOfTheRequest_isNotRoutedAround(LiveClient client, CallMode mode) {
        try (LiveChain chain = new LiveChain(client, client.next())) {
            chain.simulator(0).always(Behavior.contentFiltered());

            FailoverException failed = failure(chain, mode);

            assertThat(failed).isInstanceOf(RequestRejectedException.class).hasMessageContaining("CONTENT_FILTERED");
            assertThat(failed.getCause()).as("the provider's own").isNotNull();
            assertThat(chain.simulator(0).requestCount()).isEqualTo(1);
            assertThat(chain.simulator(1).requestCount()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("everyWireInBothModes")
    void refusalOfTheRequest_byTheFallback_isNotRoutedAround(LiveClient client, CallMode mode) {
        LiveClient second = client.next();
        try (LiveChain chain = new LiveChain(client, second, second.next())) {
            chain.simulator(0).always(Behavior.refuse());
            chain.simulator(1).always(Behavior.contentFiltered());

            FailoverException failed = failure(chain, mode);

            assertThat(failed).isInstanceOf(RequestRejectedException.class);
            assertThat(failed.report().attempts())
                    .extracting(AttemptReport::failure)
                    .containsExactly(FailureKind.CONNECTION, FailureKind.CONTENT_FILTERED);
            assertThat(chain.simulator(2).requestCount()).isZero();
        }
    }

    static Stream<Arguments> everyWireInBothModesWithAndWithoutFailover() {
        return everyWireInBothModes().flatMap(each -> Stream.of(false, true)
                .map(failingOver -> Arguments.of(each.get()[0], each.get()[1], failingOver)));
    }

    /** The model that a provider says has served, which may be another than was asked for, and what it says it took. */
    @ParameterizedTest
    @MethodSource("everyWireInBothModesWithAndWithoutFailover")
    void modelAndUsage_areThoseOfTheProviderThatServed(LiveClient client, CallMode mode, boolean failingOver) {
        LiveClient serving = failingOver ? client.next() : client;
        String model = serving.model() + "-2026-09-01";
        try (LiveChain chain = new LiveChain(client, client.next())) {
            if (failingOver) {
                chain.simulator(0).always(Behavior.serverError());
            }
            chain.simulator(failingOver ? 1 : 0)
                    .answers(Answer.tokens(Storyteller.STORY).withModel(model).withUsage(123, 45));

            ChatResponse whole = whole(chain, mode, serving, failingOver);

            FailoverReport report = FailoverReport.of(whole);
            assertThat(whole.getMetadata().getModel()).isEqualTo(model);
            assertThat(report.model()).isEqualTo(model);
            assertThat(report.provider()).isEqualTo(serving.provider());
            assertThat(numbers(whole.getMetadata().getUsage())).containsExactly(123, 45, 168);
            assertThat(report.delivered()).isEqualTo(new TokenCount(123, 45));
            assertThat(report.wasted()).isEqualTo(TokenCount.ZERO);
            assertThat(report.attempts()).hasSize(failingOver ? 2 : 1);
            assertThat(report.attempts().get(0).model()).isEqualTo(client.model());
        }
    }

    private static List<Integer> numbers(Usage usage) {
        return List.of(usage.getPromptTokens(), usage.getCompletionTokens(), usage.getTotalTokens());
    }

    /** The answer, or the parts of a stream put together as Spring AI's own advisors do. */
    private static ChatResponse whole(LiveChain chain, CallMode mode, LiveClient serving, boolean failedOver) {
        if (mode == CallMode.CALL) {
            return chain.model().call(PROMPT);
        }
        AtomicReference<ChatResponse> whole = new AtomicReference<>();
        List<ChatResponse> chunks = new MessageAggregator()
                .aggregate(chain.model().stream(PROMPT), whole::set)
                .collectList()
                .block(PATIENCE);
        assertThat(chunks).allSatisfy(chunk -> {
            assertThat(chunk.getMetadata().<String>get(FailoverReport.PROVIDER)).isEqualTo(serving.provider());
            assertThat(chunk.getMetadata().<String>get(FailoverReport.MODEL)).startsWith(serving.model());
            assertThat(chunk.getMetadata().<Boolean>get(FailoverReport.FAILED_OVER))
                    .isEqualTo(failedOver);
        });
        assertThat(chunks.stream()
                        .mapToInt(chunk -> chunk.getMetadata().getUsage().getCompletionTokens())
                        .max())
                .as("nobody is told of more than there was")
                .hasValue(45);
        return whole.get();
    }

    /** The real clients report at the end only; others tell with each chunk what it has come to so far. */
    @Test
    void usageThatIsToldWithEachChunk_isNotAddedUp() {
        FakeModel telling =
                FakeModel.streaming(() -> Flux.just(told("One ", 100, 2), told("two ", 100, 5), last(100, 9)));
        try (FakeChain chain = new FakeChain(telling)) {
            FailoverReport report =
                    FailoverReport.of(chain.model().stream(PROMPT).blockLast(PATIENCE));

            assertThat(report.delivered()).isEqualTo(new TokenCount(100, 9));
        }
    }

    private static ChatResponse told(String text, int input, int output) {
        return new ChatResponse(FakeModel.part(text).getResults(), usage(input, output));
    }

    private static ChatResponse last(int input, int output) {
        return new ChatResponse(FakeModel.last().getResults(), usage(input, output));
    }

    private static ChatResponseMetadata usage(int input, int output) {
        return ChatResponseMetadata.builder()
                .usage(new DefaultUsage(input, output))
                .build();
    }

    /** With each attempt one more entry, one more exception and the very same request. */
    @ParameterizedTest
    @MethodSource("everyWireInBothModes")
    void historyOfAttempts_growsByOneWithEach(LiveClient client, CallMode mode) {
        PlanSettings settings = new PlanSettings(Duration.ofSeconds(120), 100, WhenUnavailable.FAIL);
        try (LiveChain chain = new LiveChain(settings, 11, client, client.next())) {
            chain.simulator(0).always(Behavior.serverError());
            chain.simulator(1).always(Behavior.serverError());

            FailoverException failed = failure(chain, mode);

            int attempts = failed.report().attempts().size();
            assertThat(attempts).isEqualTo(chain.requests()).isGreaterThanOrEqualTo(10);
            // Blocking on a stream adds one of its own.
            assertThat(failed.getSuppressed()).hasSizeBetween(attempts - 1, attempts);
            assertThat(graph(failed, Collections.newSetFromMap(new IdentityHashMap<>())))
                    .hasSizeLessThan(10 * attempts);
            assertThat(failed.getMessage()).hasSizeLessThan(60 * attempts);
            for (int position = 0; position < 2; position++) {
                assertThat(chain.simulator(position).requests())
                        .extracting(RecordedRequest::body)
                        .containsOnly(chain.simulator(position).lastRequest().body());
            }
        }
    }

    /** Everything that hangs on an exception. */
    private static Set<Throwable> graph(@Nullable Throwable error, Set<Throwable> seen) {
        if (error != null && seen.add(error)) {
            graph(error.getCause(), seen);
            for (Throwable suppressed : error.getSuppressed()) {
                graph(suppressed, seen);
            }
        }
        return seen;
    }

    /** The second provider never finishes: who waits for the whole answer gets nothing of it. */
    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void streamOfTheFallback_reachesTheCallerWhileItIsWritten(LiveClient client) {
        try (LiveChain chain = new LiveChain(client, client.next())) {
            chain.simulator(0).always(Behavior.serverError());
            chain.simulator(1).answers(Answer.tokens("One ", "two ", "three."));
            chain.simulator(1).always(Behavior.hangAfterTokens(2));

            List<String> parts = chain.model().stream(PROMPT)
                    .filter(chunk -> chunk.getResult() != null)
                    .mapNotNull(chunk -> chunk.getResult().getOutput().getText())
                    .filter(text -> !text.isEmpty())
                    .take(2)
                    .collectList()
                    .block(PATIENCE);

            assertThat(parts).containsExactly("One ", "two ");
            assertThat(chain.simulator(1).lastRequest().streaming()).isTrue();
            chain.assertNothingLeftBehind();
        }
    }

    private static FailoverException failure(LiveChain chain, CallMode mode) {
        return catchThrowableOfType(FailoverException.class, () -> {
            if (mode == CallMode.CALL) {
                chain.model().call(PROMPT);
            } else {
                chain.model().stream(PROMPT).blockLast(PATIENCE);
            }
        });
    }
}
