package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.AllProvidersFailedException;
import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.CallMode;
import io.github.llmfailover.DeadlineExceededException;
import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.OnInterruption;
import io.github.llmfailover.chat.Storyteller.Manner;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.plan.PlanSettings;
import io.github.llmfailover.plan.WhenUnavailable;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/** Blocking calls that are served by a stream inside. */
@Timeout(60)
class StreamedCallTest {

    private static final PlanSettings STREAMED =
            new PlanSettings(Duration.ofSeconds(120), 6, WhenUnavailable.FAIL, OnInterruption.RESUME, 2, true);

    /** Past the limit of the first token and of a stall, and long before that of a response. */
    private static final Duration PAST_FIRST_TOKEN = Duration.ofSeconds(21);

    private static LiveChain chain(LiveClient client) {
        return new LiveChain(STREAMED, 0, client, client.next());
    }

    private static Prompt prompt(OnInterruption policy) {
        return new Prompt(
                "Tell me.", FailoverChatOptions.builder().onInterruption(policy).build());
    }

    private static String text(ChatResponse response) {
        return response.getResult().getOutput().getText();
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void answer_isWhatACallReturns(LiveClient client) {
        try (LiveChain streamed = chain(client);
                LiveChain plain = new LiveChain(client, client.next())) {
            streamed.simulator(0).answers(Answer.tokens(Storyteller.STORY).withUsage(11, 29));
            plain.simulator(0).answers(Answer.tokens(Storyteller.STORY).withUsage(11, 29));

            ChatResponse response = streamed.model().call(new Prompt("Tell me."));
            ChatResponse expected = plain.model().call(new Prompt("Tell me."));

            assertThat(streamed.simulator(0).lastRequest().streaming()).isTrue();
            assertThat(text(response)).isEqualTo(text(expected));
            assertThat(response.getResults()).hasSize(1);
            assertThat(response.getResult().getMetadata().getFinishReason())
                    .isEqualToIgnoringCase(expected.getResult().getMetadata().getFinishReason());
            assertThat(response.getMetadata().getModel())
                    .isEqualTo(expected.getMetadata().getModel());
            assertThat(response.getMetadata().getUsage().getPromptTokens()).isEqualTo(11);
            assertThat(response.getMetadata().getUsage().getCompletionTokens()).isEqualTo(29);
            FailoverReport report = FailoverReport.of(response);
            assertThat(report.mode()).isEqualTo(CallMode.CALL);
            assertThat(report.provider()).isEqualTo(client.provider());
            assertThat(response.getMetadata().<String>get(FailoverReport.PROVIDER))
                    .isEqualTo(client.provider());
            streamed.assertNothingLeftBehind();
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void toolCall_reachesTheCaller(LiveClient client) {
        try (LiveChain chain = chain(client)) {
            chain.simulator(0).answers(Answer.toolCall("weather", "{\"city\":\"Oslo\"}"));

            ChatResponse response = chain.model().call(new Prompt("Weather?"));

            assertThat(response.getResult().getOutput().getToolCalls())
                    .singleElement()
                    .satisfies(call -> assertThat(call.name()).isEqualTo("weather"));
        }
    }

    static Stream<Arguments> everySilenceOnEveryWire() {
        return Stream.of(Behavior.hangBeforeHeaders(), Behavior.hangAfterHeaders())
                .flatMap(hang -> Stream.of(LiveClient.values()).map(client -> Arguments.of(hang, client)));
    }

    @ParameterizedTest
    @MethodSource("everySilenceOnEveryWire")
    void silentProvider_isLeftAtTheFirstTokenLimit(Behavior hang, LiveClient client) {
        try (LiveChain chain = chain(client)) {
            chain.simulator(0).always(hang);
            chain.jumpOnceAsked(0, PAST_FIRST_TOKEN);

            ChatResponse response = chain.model().call(new Prompt("Tell me."));

            assertThat(FailoverReport.of(response).attempts())
                    .extracting(AttemptReport::failure)
                    .containsExactly(FailureKind.NO_FIRST_TOKEN, null);
            chain.assertNothingLeftBehind();
        }
    }

    static Stream<Arguments> everyPolicyOnEveryWire() {
        return Stream.of(OnInterruption.values())
                .flatMap(policy -> Stream.of(LiveClient.values()).map(client -> Arguments.of(policy, client)));
    }

    @ParameterizedTest
    @MethodSource("everyPolicyOnEveryWire")
    void answerCutInTheMiddle_isWholeAllTheSame(OnInterruption policy, LiveClient client) {
        try (LiveChain chain = chain(client)) {
            chain.simulator(0).answers(Answer.tokens(Storyteller.STORY));
            chain.simulator(0).always(Behavior.resetAfterTokens(12));
            boolean resumed = policy == OnInterruption.RESUME;
            chain.simulator(1)
                    .answers(resumed ? Storyteller.teller(Manner.AS_TOLD) : request -> Answer.text(Storyteller.OTHER));

            ChatResponse response = chain.model().call(prompt(policy));

            assertThat(text(response)).isEqualTo(resumed ? Storyteller.WHOLE : Storyteller.OTHER);
            chain.assertNothingLeftBehind();
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void stallInTheMiddle_isNoticedAtTheStallLimit(LiveClient client) {
        try (LiveChain chain = chain(client)) {
            chain.simulator(0).answers(Answer.tokens(Storyteller.STORY));
            chain.simulator(0).always(Behavior.hangAfterTokens(12));
            chain.simulator(1).answers(Storyteller.teller(Manner.AS_TOLD));
            chain.jumpWhenStalled(12, PAST_FIRST_TOKEN);

            assertThat(text(chain.model().call(prompt(OnInterruption.RESUME)))).isEqualTo(Storyteller.WHOLE);
            chain.assertNothingLeftBehind();
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void allBreak_callerGetsWhatAFailedCallThrows(LiveClient client) {
        try (LiveChain chain = chain(client)) {
            for (int i = 0; i < 2; i++) {
                chain.simulator(i).answers(Answer.tokens(Storyteller.STORY));
                chain.simulator(i).always(Behavior.closeAfterTokens(12));
            }

            assertThatThrownBy(() -> chain.model().call(prompt(OnInterruption.RESTART)))
                    .isInstanceOf(AllProvidersFailedException.class);
            chain.assertNothingLeftBehind();
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void deadlineInTheMiddle_endsTheCall_andBlamesNobody(LiveClient client) {
        try (LiveChain chain = chain(client)) {
            chain.simulator(0).answers(Answer.tokens(Storyteller.STORY));
            chain.simulator(0).always(Behavior.hangAfterTokens(12));
            chain.jumpWhenStalled(12, Duration.ofSeconds(15));
            FailoverChatOptions options = FailoverChatOptions.builder()
                    .deadline(Duration.ofSeconds(15))
                    .build();

            assertThatThrownBy(() -> chain.model().call(new Prompt("Tell me.", options)))
                    .isInstanceOf(DeadlineExceededException.class);
            assertThat(chain.simulator(1).requestCount()).isZero();
            assertThat(chain.healths().get(client.provider()).snapshot().failed())
                    .isZero();
            chain.assertNothingLeftBehind();
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void callerInterrupted_getsACancellation_andTheConnectionCloses(LiveClient client) throws InterruptedException {
        try (LiveChain chain = chain(client)) {
            chain.simulator(0).always(Behavior.hangAfterHeaders());
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread caller = new Thread(() -> {
                try {
                    chain.model().call(new Prompt("Tell me."));
                } catch (Throwable e) {
                    thrown.set(e);
                }
            });
            caller.start();
            chain.simulator(0).awaitRequest(0, Duration.ofSeconds(20));

            caller.interrupt();
            caller.join(5_000);

            assertThat(thrown.get()).isInstanceOf(CancellationException.class);
            chain.assertNothingLeftBehind();
            assertThat(chain.simulator(1).requestCount()).isZero();
        }
    }
}
