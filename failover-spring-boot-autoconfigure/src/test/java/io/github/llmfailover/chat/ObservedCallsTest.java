package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brave.handler.MutableSpan;
import io.github.llmfailover.AllProvidersFailedException;
import io.github.llmfailover.OnInterruption;
import io.github.llmfailover.plan.HedgeSettings;
import io.github.llmfailover.plan.PlanSettings;
import io.github.llmfailover.plan.WhenUnavailable;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.prompt.Prompt;

/** The spans of calls with real clients over real sockets and a real tracer: who is whose parent, and that all of them end. */
@Timeout(60)
class ObservedCallsTest {

    private final RecordedSpans spans = new RecordedSpans();

    /** How the caller asks, and how the layer asks the providers for it. */
    enum Way {
        CALL,
        CALL_BY_A_STREAM_INSIDE,
        STREAM,
        /** With the application's observation in Reactor's context alone, as in a WebFlux application. */
        STREAM_OF_A_CONTEXT;

        PlanSettings settings(boolean hedging) {
            return new PlanSettings(
                    Duration.ofSeconds(120),
                    6,
                    WhenUnavailable.WAIT,
                    OnInterruption.RESUME,
                    2,
                    this == CALL_BY_A_STREAM_INSIDE,
                    new HedgeSettings(hedging, Duration.ofSeconds(3), false, 0.05));
        }

        void ask(LiveChain chain, RecordedSpans spans) {
            Prompt prompt = new Prompt("Hello.");
            switch (this) {
                case CALL, CALL_BY_A_STREAM_INSIDE ->
                    spans.within("caller", () -> chain.model().call(prompt));
                case STREAM ->
                    spans.within("caller", () -> chain.model().stream(prompt).blockLast(Duration.ofSeconds(30)));
                case STREAM_OF_A_CONTEXT -> {
                    Observation caller = Observation.start("caller", spans.registry());
                    try {
                        chain.model().stream(prompt)
                                .contextWrite(context -> context.put(ObservationThreadLocalAccessor.KEY, caller))
                                .blockLast(Duration.ofSeconds(30));
                    } finally {
                        caller.stop();
                    }
                }
            }
        }
    }

    static Stream<Arguments> everyWayOnEveryWire() {
        return Stream.of(Way.values())
                .flatMap(way -> Stream.of(LiveClient.values()).map(client -> Arguments.of(way, client)))
                .filter(way -> way.get()[0] != Way.STREAM_OF_A_CONTEXT || way.get()[1] == LiveClient.OLLAMA);
    }

    @AfterEach
    void close() {
        spans.close();
    }

    private LiveChain chain(Way way, int retries, LiveClient... clients) {
        return LiveChain.observed(spans.registry(), way.settings(false), retries, clients);
    }

    @ParameterizedTest
    @MethodSource("everyWayOnEveryWire")
    void call_thatIsServed_isAboveItsAttemptAboveTheClients(Way way, LiveClient client) {
        try (LiveChain chain = chain(way, 0, client, client.next())) {
            way.ask(chain, spans);

            assertThat(spans.tree()).isEqualTo("""
                    caller
                      llm.failover.call %1$s SUCCESS
                        llm.failover.attempt first %1$s SUCCESS
                          chat %2$s
                    """.formatted(client.provider(), client.model()));
        }
    }

    @ParameterizedTest
    @MethodSource("everyWayOnEveryWire")
    void call_thatFailsOver_hasAnAttemptForEachProvider(Way way, LiveClient client) {
        try (LiveChain chain = chain(way, 0, client, client.next())) {
            chain.simulator(0).always(Behavior.serverError());

            way.ask(chain, spans);

            assertThat(spans.tree()).isEqualTo("""
                    caller
                      llm.failover.call %3$s SUCCESS
                        llm.failover.attempt first %1$s SERVER_ERROR !
                          chat %2$s !
                        llm.failover.attempt failover %3$s SUCCESS
                          chat %4$s
                    """.formatted(
                            client.provider(),
                            client.model(),
                            client.next().provider(),
                            client.next().model()));
        }
    }

    @ParameterizedTest
    @MethodSource("everyWayOnEveryWire")
    void call_thatIsRetried_hasAWaitBetweenItsAttempts(Way way, LiveClient client) {
        try (LiveChain chain = chain(way, 1, client, client.next())) {
            chain.simulator(0).next(Behavior.serverError());

            way.ask(chain, spans);

            assertThat(spans.tree()).isEqualTo("""
                    caller
                      llm.failover.call %1$s SUCCESS
                        llm.failover.attempt first %1$s SERVER_ERROR !
                          chat %2$s !
                        llm.failover.wait retry
                        llm.failover.attempt retry %1$s SUCCESS
                          chat %2$s
                    """.formatted(client.provider(), client.model()));
        }
    }

    @ParameterizedTest
    @MethodSource("everyWayOnEveryWire")
    void call_thatIsHedged_hasBothAttemptsBesideEachOther(Way way, LiveClient client) {
        try (LiveChain chain = LiveChain.observed(spans.registry(), way.settings(true), 0, client, client.next())) {
            chain.simulator(0).always(Behavior.hangBeforeHeaders());
            chain.jumpOnceAsked(0, Duration.ofSeconds(4));

            way.ask(chain, spans);

            chain.assertNothingLeftBehind();
            assertThat(spans.tree().replace("chat " + client.model() + " !", "chat " + client.model()))
                    .isEqualTo("""
                    caller
                      llm.failover.call %3$s SUCCESS
                        llm.failover.attempt first %1$s SUPERSEDED
                          chat %2$s
                        llm.failover.attempt hedge %3$s SUCCESS
                          chat %4$s
                    """.formatted(
                                    client.provider(),
                                    client.model(),
                                    client.next().provider(),
                                    client.next().model()));
        }
    }

    @ParameterizedTest
    @MethodSource("everyWayOnEveryWire")
    void call_thatWaitsForAProvider_showsTheWait(Way way, LiveClient client) {
        try (LiveChain chain = chain(way, 0, client)) {
            chain.simulator(0).next(Behavior.rateLimited(Duration.ofSeconds(1)));

            way.ask(chain, spans);

            assertThat(spans.tree()).isEqualTo("""
                    caller
                      llm.failover.call %1$s SUCCESS
                        llm.failover.attempt first %1$s RATE_LIMITED !
                          chat %2$s !
                        llm.failover.wait unavailable
                        llm.failover.attempt retry %1$s SUCCESS
                          chat %2$s
                    """.formatted(client.provider(), client.model()));
        }
    }

    @ParameterizedTest
    @MethodSource("everyWayOnEveryWire")
    void call_thatNobodyServes_isInError(Way way, LiveClient client) {
        try (LiveChain chain = chain(way, 0, client, client.next())) {
            chain.simulator(0).always(Behavior.serverError());
            chain.simulator(1).always(Behavior.serverError());

            assertThatThrownBy(() -> way.ask(chain, spans)).isInstanceOf(AllProvidersFailedException.class);

            spans.assertAllEndedOnce();
            MutableSpan call = only("llm.failover.call");
            assertThat(call.tags())
                    .containsEntry("llm.failover.outcome", "ALL_PROVIDERS_FAILED")
                    .containsEntry("error.type", "ALL_PROVIDERS_FAILED")
                    .containsEntry("llm.failover.provider", "none")
                    .containsEntry("llm.failover.attempts", "2");
            assertThat(call.error()).isNotNull();
            assertThat(call.error().getCause()).isNull();
            assertThat(call.error()).hasMessageContaining("SERVER_ERROR (500)");
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void attempt_saysWhatIsAskedForAndWhatAnswered(LiveClient client) {
        try (LiveChain chain = chain(Way.STREAM, 0, client)) {
            Way.STREAM.ask(chain, spans);

            spans.assertAllEndedOnce();
            assertThat(only("llm.failover.attempt").tags())
                    .containsEntry("gen_ai.operation.name", "chat")
                    .containsEntry("gen_ai.provider.name", client.provider())
                    .containsEntry("gen_ai.request.model", client.model())
                    .containsEntry("gen_ai.response.model", client.model())
                    .containsEntry("llm.failover.chain", "default")
                    .containsEntry("error.type", "none")
                    .containsKeys("llm.failover.first.token.ms", "llm.failover.tokens.output")
                    .doesNotContainKeys("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens");
            assertThat(only("llm.failover.attempt").annotations())
                    .extracting(Map.Entry::getValue)
                    .containsExactly("first token");
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void stream_thatBreaksAndIsCarriedOn_showsTheResume(LiveClient client) {
        try (LiveChain chain = chain(Way.STREAM, 0, client, client.next())) {
            chain.simulator(0).answers(Answer.tokens(Storyteller.STORY));
            chain.simulator(0).next(Behavior.resetAfterTokens(20));
            chain.simulator(1).answers(Storyteller.teller(Storyteller.Manner.AS_TOLD));

            Way.STREAM.ask(chain, spans);

            assertThat(spans.tree()).isEqualTo("""
                    caller
                      llm.failover.call %3$s SUCCESS
                        llm.failover.attempt first %1$s STREAM_CUT !
                          chat %2$s !
                        llm.failover.attempt resume %3$s SUCCESS
                          chat %4$s
                    """.formatted(
                            client.provider(),
                            client.model(),
                            client.next().provider(),
                            client.next().model()));
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void stream_whoseCallerLeaves_endsEverythingAndIsNoError(LiveClient client) {
        try (LiveChain chain = chain(Way.STREAM, 0, client)) {
            chain.simulator(0).always(Behavior.hangAfterTokens(2));

            spans.within(
                    "caller", () -> chain.model().stream(new Prompt("Hello.")).blockFirst(Duration.ofSeconds(20)));

            chain.assertNothingLeftBehind();
            spans.assertAllEndedOnce();
            for (MutableSpan span : List.of(only("llm.failover.call"), only("llm.failover.attempt"))) {
                assertThat(span.tags())
                        .containsEntry("llm.failover.outcome", "CANCELLED")
                        .containsEntry("error.type", "none");
                assertThat(span.error()).isNull();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void clientsSpan_whereOursAreSwitchedOff_hasTheNextAboveForItsParent(LiveClient client) {
        spans.registry()
                .observationConfig()
                .observationPredicate((name, context) -> !name.equals("llm.failover.attempt"));
        try (LiveChain chain = chain(Way.STREAM, 0, client)) {
            Way.CALL.ask(chain, spans);
            Way.STREAM_OF_A_CONTEXT.ask(chain, spans);

            assertThat(spans.tree()).isEqualTo("""
                    caller
                      llm.failover.call %1$s SUCCESS
                        chat %2$s
                    caller
                      llm.failover.call %1$s SUCCESS
                        chat %2$s
                    """.formatted(client.provider(), client.model()));
        }
    }

    private MutableSpan only(String name) {
        List<MutableSpan> named =
                spans.spans().stream().filter(span -> name.equals(span.name())).toList();
        assertThat(named).hasSize(1);
        return named.get(0);
    }
}
