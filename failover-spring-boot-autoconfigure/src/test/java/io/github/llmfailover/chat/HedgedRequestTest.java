package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.OnInterruption;
import io.github.llmfailover.RequestRejectedException;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.plan.HedgeSettings;
import io.github.llmfailover.plan.PlanSettings;
import io.github.llmfailover.plan.WhenUnavailable;
import io.github.llmfailover.test.Behavior;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/** A slow provider, and a second one asked beside it, with real clients over real sockets. */
class HedgedRequestTest {

    private static final Duration PAST_THE_HEDGE = Duration.ofSeconds(4);

    /** How the caller asks, and how the layer asks the providers for it. */
    enum Way {
        CALL,
        CALL_BY_A_STREAM_INSIDE,
        STREAM;

        PlanSettings settings() {
            return new PlanSettings(
                    Duration.ofSeconds(120),
                    6,
                    WhenUnavailable.FAIL,
                    OnInterruption.RESUME,
                    2,
                    this == CALL_BY_A_STREAM_INSIDE,
                    new HedgeSettings(true, Duration.ofSeconds(3), false, 0.05));
        }

        FailoverReport ask(LiveChain chain, Prompt prompt) {
            ChatResponse response = this == STREAM
                    ? chain.model().stream(prompt).blockLast(Duration.ofSeconds(20))
                    : chain.model().call(prompt);
            return FailoverReport.of(response);
        }
    }

    static Stream<Arguments> everyWayOnEveryWire() {
        return Stream.of(Way.values())
                .flatMap(way -> Stream.of(LiveClient.values()).map(client -> Arguments.of(way, client)));
    }

    @ParameterizedTest
    @MethodSource("everyWayOnEveryWire")
    void slowProvider_isOvertakenByASecond_andItsConnectionClosed(Way way, LiveClient client) {
        try (LiveChain chain = new LiveChain(way.settings(), 0, client, client.next())) {
            chain.simulator(0).always(Behavior.hangBeforeHeaders());
            chain.jumpOnceAsked(0, PAST_THE_HEDGE);

            FailoverReport report = way.ask(chain, new Prompt("Hello."));

            assertThat(report.provider()).isEqualTo(client.next().provider());
            assertThat(report.failedOver()).isTrue();
            assertThat(report.attempts())
                    .extracting(AttemptReport::failure)
                    .containsExactly(FailureKind.SUPERSEDED, null);
            chain.assertNothingLeftBehind();
            chain.assertNobodyBlamed();
            assertThat(chain.simulator(0).lastRequest().clientGone()).isTrue();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("everyWayOnEveryWire")
    void slowProvider_thatAnswersBeforeTheSecond_serves(Way way, LiveClient client) {
        try (LiveChain chain = new LiveChain(way.settings(), 0, client, client.next())) {
            chain.simulator(0).always(Behavior.responseDelay(Duration.ofMillis(400)));
            chain.simulator(1).always(Behavior.hangBeforeHeaders());
            chain.jumpOnceAsked(0, PAST_THE_HEDGE);

            FailoverReport report = way.ask(chain, new Prompt("Hello."));

            assertThat(report.provider()).isEqualTo(client.provider());
            assertThat(report.failedOver()).isFalse();
            assertThat(report.attempts())
                    .extracting(AttemptReport::failure)
                    .containsExactly(FailureKind.SUPERSEDED, null);
            chain.assertNothingLeftBehind();
            chain.assertNobodyBlamed();
            assertThat(chain.simulator(1).lastRequest().clientGone()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("everyWayOnEveryWire")
    void bothFailing_isFailedOverToTheThird(Way way, LiveClient client) {
        LiveClient second = client.next();
        try (LiveChain chain = new LiveChain(way.settings(), 0, client, second, second.next())) {
            chain.simulator(0).always(Behavior.hangBeforeHeaders());
            chain.simulator(1).always(Behavior.serverError());
            chain.jumpOnceAsked(0, PAST_THE_HEDGE);
            chain.jumpOnceAsked(1, Duration.ofSeconds(95));

            FailoverReport report = way.ask(chain, new Prompt("Hello."));

            assertThat(report.provider()).isEqualTo(second.next().provider());
            assertThat(report.attempts())
                    .extracting(AttemptReport::provider)
                    .containsExactlyInAnyOrder(
                            client.provider(), second.provider(), second.next().provider());
            chain.assertNothingLeftBehind();
        }
    }

    @ParameterizedTest
    @MethodSource("everyWayOnEveryWire")
    void refusalByTheSecond_stopsTheCallAndClosesTheFirst(Way way, LiveClient client) {
        try (LiveChain chain = new LiveChain(way.settings(), 0, client, client.next())) {
            chain.simulator(0).always(Behavior.hangBeforeHeaders());
            chain.simulator(1).always(Behavior.invalidRequest());
            chain.jumpOnceAsked(0, PAST_THE_HEDGE);

            assertThatThrownBy(() -> way.ask(chain, new Prompt("Hello."))).isInstanceOf(RequestRejectedException.class);

            chain.assertNothingLeftBehind();
            assertThat(chain.simulator(0).lastRequest().clientGone()).isTrue();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("everyWayOnEveryWire")
    void providerWithoutTheRequiredTag_isNotAskedBeside(Way way, LiveClient client) {
        try (LiveChain chain = new LiveChain(way.settings(), 0, client, client.next())) {
            chain.simulator(0).always(Behavior.responseDelay(Duration.ofMillis(300)));
            chain.jumpOnceAsked(0, PAST_THE_HEDGE);

            FailoverReport report = way.ask(
                    chain,
                    new Prompt(
                            "Hello.",
                            FailoverChatOptions.builder()
                                    .requiredTags(Set.of("tag-" + client.provider()))
                                    .build()));

            assertThat(report.provider()).isEqualTo(client.provider());
            assertThat(chain.simulator(1).requestCount()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("everyWayOnEveryWire")
    void requestThatBringsToolResults_isNotHedged(Way way, LiveClient client) {
        try (LiveChain chain = new LiveChain(way.settings(), 0, client, client.next())) {
            chain.simulator(0).always(Behavior.responseDelay(Duration.ofMillis(300)));
            chain.jumpOnceAsked(0, PAST_THE_HEDGE);

            way.ask(chain, new Prompt(conversationInAToolRound()));

            assertThat(chain.simulator(1).requestCount()).isZero();
        }
    }

    private static List<org.springframework.ai.chat.messages.Message> conversationInAToolRound() {
        return List.of(
                new UserMessage("What is the weather?"),
                AssistantMessage.builder()
                        .toolCalls(List.of(new AssistantMessage.ToolCall("call123456", "function", "weather", "{}")))
                        .build(),
                ToolResponseMessage.builder()
                        .responses(List.of(new ToolResponseMessage.ToolResponse("call123456", "weather", "\"sunny\"")))
                        .build());
    }
}
