package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.StreamInterruptedException;
import io.github.llmfailover.chat.Storyteller.Manner;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.plan.PlanSettings;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.RecordedRequest;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.Prompt;

/** A stream that breaks is carried on by the next provider, however that provider goes about it. */
@Timeout(60)
class ResumedStreamTest {

    private static final Prompt PROMPT =
            new Prompt(List.of(new SystemMessage("You are a pirate."), new UserMessage("Tell me.")));

    static Stream<Arguments> everyMannerOnEveryWire() {
        return Stream.of(Manner.values())
                .flatMap(manner -> Stream.of(LiveClient.values()).map(client -> Arguments.of(manner, client)));
    }

    @ParameterizedTest
    @MethodSource("everyMannerOnEveryWire")
    void continuation_inWhateverManner_isJoined(Manner manner, LiveClient client) {
        try (LiveChain chain = new LiveChain(client, client.next())) {
            chain.simulator(0).answers(Answer.tokens(Storyteller.STORY));
            chain.simulator(0).always(Behavior.resetAfterTokens(17));
            chain.simulator(1).answers(Storyteller.teller(manner));

            Told told = Told.listenTo(chain.model().stream(PROMPT));

            assertThat(told.error()).isNull();
            assertThat(told.text()).isEqualTo(Storyteller.WHOLE);
            assertThat(told.restarts())
                    .as("another answer that begins alike joins too")
                    .isZero();
            chain.assertNothingLeftBehind();
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void instruction_neverReplacesTheSystemPrompt(LiveClient client) {
        try (LiveChain chain = new LiveChain(client, client.next())) {
            chain.simulator(0).answers(Answer.tokens(Storyteller.STORY));
            chain.simulator(0).always(Behavior.closeAfterTokens(12));
            chain.simulator(1).answers(Storyteller.teller(Manner.AS_TOLD));

            Told.listenTo(chain.model().stream(PROMPT));

            RecordedRequest continuation = chain.simulator(1).lastRequest();
            assertThat(continuation.messages().toString()).contains("You are a pirate.", "Tell me.");
            assertThat(continuation
                            .messages()
                            .get(continuation.messages().size() - 2)
                            .role())
                    .isEqualTo("assistant");
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void targetWithPrefill_isAskedToWriteOn(LiveClient client) {
        try (LiveChain chain = new LiveChain(PlanSettings.DEFAULTS, 0, Set.of("prefill"), client, client.next())) {
            chain.simulator(0).answers(Answer.tokens(Storyteller.STORY));
            chain.simulator(0).always(Behavior.closeAfterTokens(12));
            chain.simulator(1).answers(Storyteller.teller(Manner.AS_TOLD));

            Told told = Told.listenTo(chain.model().stream(PROMPT));

            assertThat(told.text()).isEqualTo(Storyteller.WHOLE);
            assertThat(told.restarts()).isZero();
            List<RecordedRequest.Message> messages =
                    chain.simulator(1).lastRequest().messages();
            assertThat(messages.get(messages.size() - 1).role()).isEqualTo("assistant");
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void prefillRejected_movesDownTheLadder_neverTheResult(LiveClient client) {
        try (LiveChain chain = new LiveChain(PlanSettings.DEFAULTS, 0, Set.of("prefill"), client, client.next())) {
            chain.simulator(0).answers(Answer.tokens(Storyteller.STORY));
            chain.simulator(0).always(Behavior.closeAfterTokens(12));
            chain.simulator(1).always(Behavior.rejectPrefill());
            chain.simulator(1).answers(Storyteller.teller(Manner.AS_TOLD));

            Told told = Told.listenTo(chain.model().stream(PROMPT));

            assertThat(told.error()).isNull();
            assertThat(told.text()).isEqualTo(Storyteller.WHOLE);
            assertThat(told.restarts()).isZero();
            assertThat(chain.simulator(1).requestCount()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void prefillIgnored_whatIsRepeatedIsNotDoubled(LiveClient client) {
        try (LiveChain chain = new LiveChain(PlanSettings.DEFAULTS, 0, Set.of("prefill"), client, client.next())) {
            chain.simulator(0).answers(Answer.tokens(Storyteller.STORY));
            chain.simulator(0).always(Behavior.closeAfterTokens(12));
            chain.simulator(1).answers(Answer.tokens(Storyteller.STORY));

            Told told = Told.listenTo(chain.model().stream(PROMPT));

            assertThat(told.error()).isNull();
            assertThat(told.text()).isEqualTo(Storyteller.WHOLE);
            assertThat(told.restarts()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void everyRungRejected_endsInTheFirstFailure(LiveClient client) {
        try (LiveChain chain =
                new LiveChain(LiveChain.failingWhenNobodyIsLeft(), 0, Set.of("prefill"), client, client.next())) {
            chain.simulator(0).answers(Answer.tokens(Storyteller.STORY));
            chain.simulator(0).always(Behavior.closeAfterTokens(12));
            chain.simulator(1).next(Behavior.rejectPrefill());
            chain.simulator(1).always(Behavior.invalidRequest());

            Told told = Told.listenTo(chain.model().stream(PROMPT));

            assertThat(chain.simulator(1).requestCount())
                    .as("prefill, instruction, restart")
                    .isEqualTo(3);
            assertThat(told.error()).isInstanceOfSatisfying(StreamInterruptedException.class, broken -> {
                assertThat(broken.partialText()).isEqualTo(told.text()).isNotEmpty();
                assertThat(broken.report().attempts())
                        .extracting(AttemptReport::provider, AttemptReport::failure)
                        .startsWith(tuple(client.provider(), FailureKind.STREAM_CUT))
                        .hasSize(4);
            });
            chain.assertNothingLeftBehind();
        }
    }

    static Stream<Arguments> everyPlaceOfAContinuationOnEveryWire() {
        return IntStream.of(0, 1, 5, 9, 10, 14, 18).boxed().flatMap(at -> Stream.of(LiveClient.values())
                .map(client -> Arguments.of(at, client)));
    }

    /** Some of these places are among the words that the continuation repeats. */
    @ParameterizedTest
    @MethodSource("everyPlaceOfAContinuationOnEveryWire")
    void secondInterruptionWhileResuming_isResumedByTheThird(int at, LiveClient client) {
        LiveClient second = client.next();
        try (LiveChain chain = new LiveChain(client, second, second.next())) {
            chain.simulator(0).answers(Answer.tokens(Storyteller.STORY));
            chain.simulator(0).always(Behavior.closeAfterTokens(10));
            chain.simulator(1).answers(Storyteller.teller(Manner.AS_TOLD));
            chain.simulator(1).always(Behavior.closeAfterTokens(at));
            chain.simulator(2).answers(Storyteller.teller(Manner.AS_TOLD));

            Told told = Told.listenTo(chain.model().stream(PROMPT));

            assertThat(told.error()).isNull();
            assertThat(told.text()).isEqualTo(Storyteller.WHOLE);
            assertThat(told.restarts()).isZero();
            FailoverReport report = told.report();
            assertThat(report.provider()).isEqualTo(second.next().provider());
            assertThat(report.attempts()).extracting(AttemptReport::succeeded).containsExactly(false, false, true);
            chain.assertNothingLeftBehind();
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void allProvidersInterruptInTurn_endsInTheFirstInterruptionWithEverythingDelivered(LiveClient client) {
        try (LiveChain chain = new LiveChain(LiveChain.failingWhenNobodyIsLeft(), 0, client, client.next())) {
            chain.simulator(0).answers(Answer.tokens(Storyteller.STORY));
            chain.simulator(0).always(Behavior.closeAfterTokens(10));
            chain.simulator(1).answers(Storyteller.teller(Manner.AS_TOLD));
            chain.simulator(1).always(Behavior.closeAfterTokens(18));

            Told told = Told.listenTo(chain.model().stream(PROMPT));

            assertThat(told.error()).isInstanceOfSatisfying(StreamInterruptedException.class, broken -> {
                assertThat(broken.partialText()).isEqualTo(told.text());
                assertThat(broken.report().attempts().get(0).failure()).isEqualTo(FailureKind.STREAM_CUT);
            });
            assertThat(Storyteller.WHOLE).startsWith(told.text());
            assertThat(told.text().length()).isGreaterThan(60);
            chain.assertNothingLeftBehind();
        }
    }
}
