package io.github.llmfailover.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.AllProvidersFailedException;
import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.OnInterruption;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.StreamInterruptedException;
import io.github.llmfailover.chat.FakeChain;
import io.github.llmfailover.chat.FakeModel;
import io.github.llmfailover.chat.LiveChain;
import io.github.llmfailover.chat.LiveClient;
import io.github.llmfailover.chat.Storyteller;
import io.github.llmfailover.chat.Storyteller.Manner;
import io.github.llmfailover.chat.Told;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.health.HealthSnapshot;
import io.github.llmfailover.plan.PlanSettings;
import io.github.llmfailover.plan.WhenUnavailable;
import io.github.llmfailover.provider.ClientBinding;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.publisher.Flux;

/** Streams: what users of other failover layers reported. {@code docs/field-bugs.md} has the list. */
@Timeout(60)
class FieldStreamBugsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Prompt PROMPT = new Prompt("Tell me.");

    private static RuntimeException rateLimited() {
        return WebClientResponseException.create(
                429, "Too Many Requests", HttpHeaders.EMPTY, new byte[0], StandardCharsets.UTF_8);
    }

    /** A stream that had committed could not fail over: nothing may be carried on here. */
    private static final Prompt NEVER_CARRIED_ON = new Prompt(
            "Tell me.",
            FailoverChatOptions.builder().onInterruption(OnInterruption.FAIL).build());

    /** What comes before these places of a stream is its role, its beginning and its pings. */
    @ParameterizedTest
    @CsvSource({
        "OPENAI, 1, insufficient_quota, QUOTA_EXHAUSTED",
        "OPENAI, 1, rate_limit_exceeded, RATE_LIMITED",
        "ANTHROPIC, 1, rate_limit_error, RATE_LIMITED",
        "ANTHROPIC, 2, rate_limit_error, RATE_LIMITED",
        "ANTHROPIC, 3, billing_error, QUOTA_EXHAUSTED",
    })
    void quotaErrorAfterLifecycleEvents_isFailedOver(LiveClient client, int event, String type, FailureKind kind) {
        try (LiveChain chain = new LiveChain(client, client.next())) {
            chain.simulator(0).always(Behavior.errorEventAt(event, type));

            Told told = Told.listenTo(chain.model().stream(NEVER_CARRIED_ON));

            assertThat(told.error()).isNull();
            assertThat(told.restarts()).isZero();
            assertThat(told.text()).isEqualTo("Hello from " + client.next().provider() + ".");
            assertThat(told.report().attempts())
                    .extracting(AttemptReport::failure)
                    .containsExactly(kind, null);
        }
    }

    @Test
    void rateLimitAfterLifecycleChunks_isFailedOver() {
        FakeModel limited =
                FakeModel.streaming(() -> Flux.just(FakeModel.part(""), new ChatResponse(List.of()), FakeModel.part(""))
                        .concatWith(Flux.error(rateLimited())));
        try (FakeChain chain = new FakeChain(limited, FakeModel.answering("hello"))) {
            Told told = Told.listenTo(chain.model().stream(NEVER_CARRIED_ON));

            assertThat(told.error()).isNull();
            assertThat(told.text()).isEqualTo("hello");
            assertThat(told.report().attempts())
                    .extracting(AttemptReport::failure)
                    .containsExactly(FailureKind.RATE_LIMITED, null);
        }
    }

    /** Nothing is sent, and nothing can fail, before somebody subscribes; and each subscriber's failure is his own. */
    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void rateLimitOfALazyStream_atItsFirstElement_isFailedOver(LiveClient client) {
        try (LiveChain chain = new LiveChain(client, client.next())) {
            chain.simulator(0).always(Behavior.rateLimited());

            Flux<ChatResponse> stream = chain.model().stream(PROMPT);
            assertThat(chain.requests()).as("before anybody listens").isZero();
            Told told = Told.listenTo(stream);

            assertThat(told.error()).isNull();
            assertThat(told.report().provider()).isEqualTo(client.next().provider());
            assertThat(told.report().attempts())
                    .extracting(AttemptReport::failure)
                    .containsExactly(FailureKind.RATE_LIMITED, null);
        }
    }

    /** The same with waiting, in virtual time: {@code InterruptionTest}. */
    @ParameterizedTest
    @CsvSource({"OPENAI, rate_limit_exceeded", "ANTHROPIC, rate_limit_error"})
    void rateLimitInTheMiddle_nowhereToGo_endsAfterOneRequest(LiveClient client, String type) {
        try (LiveChain chain = new LiveChain(LiveChain.failingWhenNobodyIsLeft(), 3, client)) {
            chain.simulator(0).answers(Answer.tokens(Storyteller.STORY));
            chain.simulator(0).always(Behavior.errorEventAt(12, type));

            Told told = Told.listenTo(chain.model().stream(PROMPT));

            assertThat(told.error()).isInstanceOfSatisfying(StreamInterruptedException.class, broken -> {
                assertThat(broken.partialText()).isEqualTo(told.text()).isNotEmpty();
                assertThat(broken.report().attempts())
                        .extracting(AttemptReport::failure)
                        .containsExactly(FailureKind.RATE_LIMITED);
            });
            assertThat(chain.requests()).isEqualTo(1);
            chain.assertNothingLeftBehind();
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void continuationThatFails_isRetriedLikeAnyRequest(LiveClient client) {
        try (LiveChain chain = new LiveChain(PlanSettings.DEFAULTS, 1, client, client.next())) {
            chain.simulator(0).answers(Answer.tokens(Storyteller.STORY));
            chain.simulator(0).always(Behavior.closeAfterTokens(12));
            chain.simulator(1).answers(Storyteller.teller(Manner.AS_TOLD));
            chain.simulator(1).next(Behavior.serverError());

            Told told = Told.listenTo(chain.model().stream(PROMPT));

            assertThat(told.error()).isNull();
            assertThat(told.text()).isEqualTo(Storyteller.WHOLE);
            assertThat(told.report().attempts())
                    .extracting(AttemptReport::failure)
                    .containsExactly(FailureKind.STREAM_CUT, FailureKind.SERVER_ERROR, null);
            assertThat(chain.simulator(1).requestCount()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void continuations_thatFail_areBoundedByMaxAttempts(LiveClient client) {
        PlanSettings settings = new PlanSettings(Duration.ofSeconds(120), 4, WhenUnavailable.FAIL);
        try (LiveChain chain = new LiveChain(settings, 9, client, client.next())) {
            chain.simulator(0).answers(Answer.tokens(Storyteller.STORY));
            chain.simulator(0).always(Behavior.closeAfterTokens(12));
            chain.simulator(1).always(Behavior.serverError());

            Told told = Told.listenTo(chain.model().stream(PROMPT));

            assertThat(told.error()).isInstanceOf(StreamInterruptedException.class);
            assertThat(chain.requests()).isEqualTo(4);
        }
    }

    /** A retry has to subscribe anew; wrapped around the method that returns the stream it does nothing. */
    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void stream_firstRequestFails_isRetriedOnTheSameProvider(LiveClient client) {
        try (LiveChain chain = new LiveChain(PlanSettings.DEFAULTS, 1, client, client.next())) {
            chain.simulator(0).next(Behavior.serverError());

            Told told = Told.listenTo(chain.model().stream(PROMPT));

            assertThat(told.text()).isEqualTo("Hello from " + client.provider() + ".");
            assertThat(told.report().failedOver()).isFalse();
            assertThat(chain.simulator(0).requestCount()).isEqualTo(2);
            assertThat(chain.simulator(1).requestCount()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void toolCallCutAfterSomeText_isMadeByTheNextProvider_neverReplacedByProse(LiveClient client) {
        Answer lookingUp = Answer.text("Let me look. ").withToolCall("weather", "{\"city\":\"Oslo\"}");
        try (LiveChain chain = new LiveChain(client, client.next())) {
            chain.simulator(0).answers(lookingUp);
            chain.simulator(0).always(Behavior.missingFinishReason());
            chain.simulator(1)
                    .answers(request -> request.body().toString().contains("sunny in Oslo")
                            ? Answer.text("It is sunny.")
                            : lookingUp);
            List<String> cities = new CopyOnWriteArrayList<>();

            List<String> parts = ChatClient.create(chain.model())
                    .prompt("Weather?")
                    .tools(FunctionToolCallback.builder("weather", (City city) -> {
                                cities.add(city.city());
                                return "sunny in " + city.city();
                            })
                            .description("The weather")
                            .inputType(City.class)
                            .build())
                    .stream()
                    .content()
                    .collectList()
                    .block(PATIENCE);

            assertThat(chain.simulator(1).requests()).isNotEmpty().allSatisfy(request -> assertThat(request.tools())
                    .containsExactly("weather"));
            assertThat(cities).as("run once").containsExactly("Oslo");
            assertThat(String.join("", parts)).endsWith("It is sunny.");
        }
    }

    record City(String city) {}

    @Test
    void stream_whileOtherCallsFailOver_keepsItsOwnPlaceInTheChain() {
        try (LiveChain chain = new LiveChain(LiveClient.OPENAI, LiveClient.ANTHROPIC, LiveClient.OLLAMA)) {
            chain.simulator(0).answers(Answer.tokens(Storyteller.STORY));
            chain.simulator(0).next(Behavior.closeAfterTokens(12), Behavior.serverError(), Behavior.serverError());
            chain.simulator(1).answers(Storyteller.teller(Manner.AS_TOLD));
            AtomicBoolean begun = new AtomicBoolean();
            List<String> others = new CopyOnWriteArrayList<>();

            Told told = Told.listenTo(chain.model().stream(PROMPT).doOnNext(chunk -> {
                if (begun.compareAndSet(false, true)) {
                    for (int i = 0; i < 3; i++) {
                        others.add(inAnotherThread(() -> servedBy(chain)));
                    }
                }
            }));

            assertThat(others).containsExactly("anthropic", "anthropic", "openai");
            assertThat(told.text()).isEqualTo(Storyteller.WHOLE);
            assertThat(told.report().attempts())
                    .extracting(AttemptReport::provider)
                    .containsExactly("openai", "anthropic");
        }
    }

    private static String servedBy(LiveChain chain) {
        return FailoverReport.of(chain.model().call(PROMPT)).provider();
    }

    private static String inAnotherThread(java.util.function.Supplier<String> call) {
        try {
            return CompletableFuture.supplyAsync(call).get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void allFail_call_asksEachFromTheSameDepth() {
        List<Integer> depths = new ArrayList<>();
        FakeModel failing = FakeModel.calling(() -> {
            depths.add(Thread.currentThread().getStackTrace().length);
            throw new IllegalStateException("test");
        });
        // What cannot be aborted would be asked on a worker.
        ClientBinding abortable = new ClientBinding() {
            @Override
            public boolean abortsCalls() {
                return true;
            }
        };
        try (FakeChain chain = new FakeChain(abortable, failing, failing, failing, failing, failing, failing)) {
            assertThatThrownBy(() -> chain.model().call(PROMPT)).isInstanceOf(AllProvidersFailedException.class);

            assertThat(depths).hasSize(6);
            assertThat(depths.get(5)).isEqualTo(depths.get(0));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"IMMEDIATELY", "IN_THE_STREAM", "IN_THE_MIDDLE"})
    void allFail_stream_asksEachFromTheSameDepth(Break when) {
        List<Integer> depths = new CopyOnWriteArrayList<>();
        FakeModel failing = FakeModel.streaming(() -> {
            depths.add(Thread.currentThread().getStackTrace().length);
            return when.broken();
        });
        PlanSettings settings =
                new PlanSettings(Duration.ofMinutes(10), 6, WhenUnavailable.FAIL, OnInterruption.RESTART, 6, false);
        ChatModel[] six = Stream.generate(() -> failing).limit(6).toArray(ChatModel[]::new);
        try (FakeChain chain = new FakeChain(settings, ClientBinding.NONE, six)) {
            assertThat(Told.listenTo(chain.model().stream(PROMPT)).error())
                    .isInstanceOfAny(AllProvidersFailedException.class, StreamInterruptedException.class);

            assertThat(depths).hasSize(6);
            // The first is asked on the subscriber's own thread.
            assertThat(depths.get(5)).isLessThanOrEqualTo(depths.get(1) + 2);
        }
    }

    enum Break {
        IMMEDIATELY,
        IN_THE_STREAM,
        IN_THE_MIDDLE;

        Flux<ChatResponse> broken() {
            return switch (this) {
                case IMMEDIATELY -> throw new IllegalStateException("test");
                case IN_THE_STREAM -> Flux.error(new IllegalStateException("test"));
                case IN_THE_MIDDLE ->
                    Flux.just(FakeModel.part("Once upon a time "))
                            .concatWith(Flux.error(new IllegalStateException("test")));
            };
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void streamsThatBreak_openTheBreaker_noneOfThemIsASuccess(LiveClient client) {
        try (LiveChain chain = new LiveChain(client, client.next())) {
            chain.simulator(0).answers(Answer.tokens(Storyteller.STORY));
            chain.simulator(0).always(Behavior.closeAfterTokens(12));
            chain.simulator(1).answers(Storyteller.teller(Manner.AS_TOLD));
            for (int i = 0; i < 5; i++) {
                Told.listenTo(chain.model().stream(PROMPT)
                        .doOnNext(chunk -> assertThat(health(chain, client).succeeded())
                                .as("while it is under way")
                                .isZero()));
            }

            assertThat(health(chain, client).state()).isEqualTo(ProviderState.OPEN);
            assertThat(health(chain, client).failed()).isEqualTo(5);
            assertThat(health(chain, client).succeeded()).isZero();
        }
    }

    private static HealthSnapshot health(LiveChain chain, LiveClient client) {
        return chain.healths().get(client.provider()).snapshot();
    }
}
