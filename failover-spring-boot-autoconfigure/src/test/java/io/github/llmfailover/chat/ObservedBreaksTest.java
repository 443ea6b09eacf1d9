package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.OnInterruption;
import io.github.llmfailover.chat.Storyteller.Manner;
import io.github.llmfailover.plan.PlanSettings;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.prompt.Prompt;

/** Whichever way a stream breaks, and wherever: every observation that begins ends, and ends once, the clients' own too. */
@Timeout(120)
class ObservedBreaksTest {

    enum Break {
        FIN(Behavior::closeAfterTokens),
        RST(Behavior::resetAfterTokens),
        CLEAN_END(Behavior::endAfterTokens),
        FIN_INSIDE_EVENT(Behavior::cutInsideEvent),
        RST_INSIDE_EVENT(Behavior::resetInsideEvent),
        STALL(Behavior::hangAfterTokens),
        MALFORMED_EVENT(Behavior::malformedEventAt),
        ERROR_EVENT(Behavior::errorEventAt),
        STATUS(at -> Behavior.serverError());

        private final IntFunction<Behavior> at;

        Break(IntFunction<Behavior> at) {
            this.at = at;
        }
    }

    static Stream<Arguments> everyClientAndEveryPolicy() {
        return Stream.of(LiveClient.values()).flatMap(client -> Stream.of(OnInterruption.values())
                .filter(policy -> policy == OnInterruption.RESUME || client == LiveClient.OPENAI)
                .map(policy -> Arguments.of(client, policy)));
    }

    @ParameterizedTest
    @MethodSource("everyClientAndEveryPolicy")
    void brokenStream_leavesNoObservationOpen(LiveClient client, OnInterruption policy) {
        try (RecordedSpans spans = new RecordedSpans();
                LiveChain chain =
                        LiveChain.observed(spans.registry(), PlanSettings.DEFAULTS, 0, client, client.next())) {
            for (Break how : Break.values()) {
                int at = 17;
                chain.renew();
                chain.simulator(0).answers(Answer.tokens(Storyteller.STORY));
                chain.simulator(0).next(how.at.apply(at));
                chain.simulator(1)
                        .answers(
                                policy == OnInterruption.RESUME
                                        ? Storyteller.teller(Manner.AS_TOLD)
                                        : request -> Answer.text(Storyteller.OTHER));
                if (how == Break.STALL) {
                    chain.passLimitsWhenStalled(at);
                }

                Told told = Told.listenTo(chain.model().stream(new Prompt(
                        "Tell me.",
                        FailoverChatOptions.builder().onInterruption(policy).build())));

                chain.assertNothingLeftBehind();
                spans.assertAllEndedOnce();
                assertThat(spans.begun()).as(how + " at " + at).isGreaterThanOrEqualTo(3);
                assertThat(spans.spans().stream()
                                .filter(span -> "llm.failover.call".equals(span.name()))
                                .map(span -> span.tags().get("llm.failover.outcome")))
                        .as(how + " at " + at)
                        .containsExactly(told.error() == null ? "SUCCESS" : "STREAM_INTERRUPTED");
                spans.forget();
            }
        }
    }
}
