package io.github.llmfailover.degradation;

import static io.github.llmfailover.degradation.DegradedApp.DEGRADATION;
import static io.github.llmfailover.degradation.DegradedApp.of;
import static io.github.llmfailover.degradation.DegradedApp.report;
import static io.github.llmfailover.degradation.DegradedApp.stream;
import static io.github.llmfailover.degradation.DegradedApp.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.AllProvidersFailedException;
import io.github.llmfailover.AllProvidersUnavailableEvent;
import io.github.llmfailover.CallMode;
import io.github.llmfailover.DeadlineExceededException;
import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.NoProviderAvailableException;
import io.github.llmfailover.RequestRejectedException;
import io.github.llmfailover.StreamInterruptedException;
import io.github.llmfailover.chat.DegradedAnswers;
import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.test.Behavior;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;

/** What a caller gets when every provider is down, with real clients over real sockets. */
@Timeout(60)
class DegradedAnswerTest {

    private static final String CACHE = DEGRADATION + "cache.enabled=true";

    private static final String SORRY = DEGRADATION + "text.answer=Sorry, come back later.";

    private final DegradedApp app = new DegradedApp();

    @AfterEach
    void close() {
        app.close();
    }

    private static ChatResponse ask(FailoverChatModel model, CallMode mode, Prompt prompt) {
        return mode == CallMode.CALL ? model.call(prompt) : stream(model, prompt);
    }

    @Test
    void nothingConfigured_noBeanIsThere_andTheFailureIsTheCallers() {
        app.breakAll();
        app.with().run(context -> {
            assertThat(context).doesNotHaveBean(DegradedAnswers.class);
            assertThatThrownBy(() -> context.getBean(FailoverChatModel.class).call(new Prompt("hi")))
                    .isInstanceOf(AllProvidersFailedException.class);
        });
    }

    @ParameterizedTest
    @EnumSource(CallMode.class)
    void everyProviderDown_theLastGoodAnswerToTheSameRequestIsGivenAgain(CallMode mode) {
        app.with(CACHE, SORRY).run(context -> {
            FailoverChatModel model = context.getBean(FailoverChatModel.class);
            String good = text(model.call(of("anna", "What is failover?")));
            app.breakAll();

            ChatResponse again = ask(model, mode, of("anna", "What is failover?"));

            assertThat(text(again)).isEqualTo(good);
            FailoverReport report = report(again);
            assertThat(report.degraded()).isTrue();
            assertThat(report.provider()).isNull();
            assertThat(report.degradation().tier()).isEqualTo("cache");
            assertThat(report.degradation().quality()).isEqualTo(0.9);
            assertThat(report.degradation().age()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
            assertThat(report.degradation().failure()).isInstanceOf(AllProvidersFailedException.class);
            assertThat(report.attempts()).hasSize(2);
            assertThat(again.getMetadata().<Boolean>get(FailoverReport.DEGRADED))
                    .isTrue();
            assertThat(again.getMetadata().<String>get(FailoverReport.DEGRADED_TIER))
                    .isEqualTo("cache");
            assertThat(again.getMetadata().<Long>get(FailoverReport.DEGRADED_AGE))
                    .isNotNegative();
            assertThat(again.getMetadata().containsKey(FailoverReport.PROVIDER)).isFalse();
            assertThat(again.getResult().getOutput().getMetadata())
                    .containsEntry(FailoverReport.MESSAGE_TIER, "cache")
                    .doesNotContainKey(FailoverReport.MESSAGE_PROVIDER);
        });
    }

    @Test
    void answerOfAStream_isGivenAgainToACall() {
        app.with(CACHE).run(context -> {
            FailoverChatModel model = context.getBean(FailoverChatModel.class);
            List<ChatResponse> chunks =
                    model.stream(of("anna", "Hello?")).collectList().block(Duration.ofSeconds(30));
            StringBuilder good = new StringBuilder();
            chunks.forEach(chunk ->
                    good.append(chunk.getResult() == null ? "" : text(chunk).replace("null", "")));
            app.breakAll();

            assertThat(text(model.call(of("anna", "Hello?")))).isEqualTo(good.toString());
        });
    }

    @ParameterizedTest
    @EnumSource(CallMode.class)
    void chatClient_isAnsweredToo_wholeAndStreamed(CallMode mode) {
        app.breakAll();
        app.with(SORRY).run(context -> {
            ChatClient client = context.getBean(ChatClient.class);

            String answer = mode == CallMode.CALL
                    ? client.prompt("Hello?").call().content()
                    : String.join(
                            "",
                            client.prompt("Hello?").stream()
                                    .content()
                                    .collectList()
                                    .block());

            assertThat(answer).isEqualTo("Sorry, come back later.");
        });
    }

    @Test
    void callThatIsServedByAStreamInside_isAnsweredToo() {
        app.with(CACHE, SORRY, "llm.failover.streaming.calls=true").run(context -> {
            FailoverChatModel model = context.getBean(FailoverChatModel.class);
            String good = text(model.call(of("anna", "Hello?")));
            app.breakAll();

            assertThat(text(model.call(of("anna", "Hello?")))).isEqualTo(good);
            assertThat(text(model.call(of("anna", "Something else?")))).isEqualTo("Sorry, come back later.");
        });
    }

    @Test
    void anotherUserTagOrSystemPrompt_isGivenNothingOfIt() {
        app.with(CACHE, SORRY, "llm.failover.providers.first.tags=eu", "llm.failover.providers.second.tags=eu")
                .run(context -> {
                    FailoverChatModel model = context.getBean(FailoverChatModel.class);
                    model.call(of("anna", "My balance?"));
                    app.breakAll();

                    for (Prompt other : List.of(
                            of("bob", "My balance?"),
                            new Prompt("My balance?"),
                            new Prompt(
                                    "My balance?",
                                    FailoverChatOptions.builder()
                                            .cacheScope("anna")
                                            .requiredTags("eu")
                                            .build()),
                            new Prompt(
                                    List.of(new SystemMessage("Be a pirate."), new UserMessage("My balance?")),
                                    FailoverChatOptions.builder()
                                            .cacheScope("anna")
                                            .build()),
                            new Prompt(
                                    "My balance?",
                                    FailoverChatOptions.builder()
                                            .cacheScope("anna")
                                            .cacheAnswer(false)
                                            .build()))) {
                        assertThat(report(model.call(other)).degradation().tier())
                                .isEqualTo("text");
                    }
                });
    }

    @Test
    void resolverOfTheApplication_keepsUsersApart_andWhereItDoesNotKnow_nothingIsKept() {
        ThreadLocal<@Nullable String> user = new ThreadLocal<>();
        app.with(CACHE, SORRY, DEGRADATION + "scope=shared")
                .withBean("users", io.github.llmfailover.CacheScopeResolver.class, () -> prompt -> user.get())
                .run(context -> {
                    FailoverChatModel model = context.getBean(FailoverChatModel.class);
                    user.set("anna");
                    model.call(new Prompt("Mine?"));
                    user.remove();
                    model.call(new Prompt("Nobody's?"));
                    app.breakAll();

                    assertThat(report(model.call(new Prompt("Nobody's?")))
                                    .degradation()
                                    .tier())
                            .isEqualTo("text");
                    user.set("bob");
                    assertThat(report(model.call(new Prompt("Mine?")))
                                    .degradation()
                                    .tier())
                            .isEqualTo("text");
                    user.set("anna");
                    assertThat(report(model.call(new Prompt("Mine?")))
                                    .degradation()
                                    .tier())
                            .isEqualTo("cache");
                });
    }

    @Test
    void scopeShared_isTheOnlyWayToShareBetweenAllThatSayNothing() {
        app.with(CACHE, SORRY, DEGRADATION + "scope=shared").run(context -> {
            FailoverChatModel model = context.getBean(FailoverChatModel.class);
            model.call(new Prompt("Opening hours?"));
            app.breakAll();

            assertThat(report(model.call(new Prompt("Opening hours?")))
                            .degradation()
                            .tier())
                    .isEqualTo("cache");
            assertThat(report(model.call(of("shared", "Opening hours?")))
                            .degradation()
                            .tier())
                    .as("a user of that name is not everybody")
                    .isEqualTo("text");
        });
    }

    @Test
    void foreignOptionsOfOneProvider_shapeTheKeyToo() {
        app.with(CACHE, SORRY, DEGRADATION + "scope=shared").run(context -> {
            FailoverChatModel model = context.getBean(FailoverChatModel.class);
            List<ChatOptions> asked = List.of(
                    OpenAiChatOptions.builder().temperature(0.5).build(),
                    AnthropicChatOptions.builder().temperature(0.5).build(),
                    OllamaChatOptions.builder().temperature(0.5).build(),
                    ChatOptions.builder().temperature(0.5).build());
            asked.forEach(options -> model.call(new Prompt("Hm?", options)));
            app.breakAll();

            assertThat(asked).allSatisfy(options -> {
                assertThat(report(model.call(new Prompt("Hm?", options)))
                                .degradation()
                                .tier())
                        .isEqualTo("cache");
                ChatOptions other = options.mutate().temperature(0.6).build();
                assertThat(report(model.call(new Prompt("Hm?", other)))
                                .degradation()
                                .tier())
                        .isEqualTo("text");
            });
        });
    }

    @ParameterizedTest
    @EnumSource(CallMode.class)
    void breakersOpen_answersAtOnceWithoutWaitingForTheSoonest_andTheEventIsPublishedStill(CallMode mode) {
        List<AllProvidersUnavailableEvent> events = new ArrayList<>();
        app.breakAll();
        app.with(SORRY, DEGRADATION + "max-wait=0s", "llm.failover.circuit-breaker.minimum-number-of-calls=1")
                .withBean(
                        "ears",
                        org.springframework.context.ApplicationListener.class,
                        () -> (org.springframework.context.ApplicationListener<
                                        org.springframework.context.PayloadApplicationEvent<?>>)
                                event -> {
                                    if (event.getPayload() instanceof AllProvidersUnavailableEvent unavailable) {
                                        events.add(unavailable);
                                    }
                                })
                .run(context -> {
                    FailoverChatModel model = context.getBean(FailoverChatModel.class);
                    model.call(new Prompt("Hello?"));
                    int asked = app.first.requestCount();

                    ChatResponse response = ask(model, mode, new Prompt("Hello?"));

                    assertThat(report(response).degradation().failure())
                            .isInstanceOf(NoProviderAvailableException.class);
                    assertThat(app.first.requestCount()).isEqualTo(asked);
                    assertThat(events).hasSize(1);
                });
    }

    @ParameterizedTest
    @EnumSource(CallMode.class)
    void deadlineRunsOut_aTextInHandIsBetterThanAnError(CallMode mode) {
        app.always(Behavior.hangBeforeHeaders());
        app.with(SORRY, "llm.failover.deadline=400ms").run(context -> {
            ChatResponse response = ask(context.getBean(FailoverChatModel.class), mode, new Prompt("Hello?"));

            assertThat(text(response)).isEqualTo("Sorry, come back later.");
            assertThat(report(response).degradation().failure()).isInstanceOf(DeadlineExceededException.class);
        });
        app.with(
                        "llm.failover.deadline=400ms",
                        DEGRADATION + "grace=0s",
                        DEGRADATION + "rules.answers[0].pattern=Hello",
                        DEGRADATION + "rules.answers[0].text=takes time, of which there is none")
                .run(context -> assertThatThrownBy(
                                () -> ask(context.getBean(FailoverChatModel.class), mode, new Prompt("Hello?")))
                        .isInstanceOf(DeadlineExceededException.class));
    }

    @ParameterizedTest
    @EnumSource(CallMode.class)
    void requestThatIsAtFaultItself_isNotAnswered(CallMode mode) {
        app.always(Behavior.invalidRequest());
        app.with(SORRY).run(context -> assertThatThrownBy(
                        () -> ask(context.getBean(FailoverChatModel.class), mode, new Prompt("Hello?")))
                .isInstanceOf(RequestRejectedException.class));
    }

    @Test
    void requestThatNobodyMayHave_isNotAnswered() {
        app.with(SORRY).run(context -> assertThatThrownBy(() -> context.getBean(FailoverChatModel.class)
                        .call(new Prompt(
                                "Hello?",
                                FailoverChatOptions.builder().requiredTags("eu").build())))
                .isInstanceOf(io.github.llmfailover.NoEligibleProviderException.class));
    }

    @Test
    void streamThatHasBegun_isNeverEndedByADegradedAnswer() {
        app.first.always(Behavior.resetAfterTokens(3));
        app.second.always(Behavior.serverError());
        app.with(SORRY).run(context -> {
            StringBuilder delivered = new StringBuilder();

            assertThatThrownBy(() -> context.getBean(FailoverChatModel.class).stream(new Prompt("Hello?"))
                            .doOnNext(chunk -> delivered.append(text(chunk)))
                            .blockLast(Duration.ofSeconds(30)))
                    .isInstanceOf(StreamInterruptedException.class);

            assertThat(delivered.toString()).isNotEmpty().doesNotContain("Sorry");
        });
    }

    @Test
    void minQualityOfTheRequest_passesWorseTiersOver() {
        app.breakAll();
        app.with(
                        SORRY,
                        DEGRADATION + "rules.answers[0].pattern=(?i)hours",
                        DEGRADATION + "rules.answers[0].text=9 to 5")
                .run(context -> {
                    FailoverChatModel model = context.getBean(FailoverChatModel.class);

                    assertThat(text(model.call(new Prompt("Your HOURS?")))).isEqualTo("9 to 5");
                    assertThat(text(model.call(new Prompt("Hello?")))).isEqualTo("Sorry, come back later.");
                    assertThatThrownBy(() -> model.call(new Prompt(
                                    "Hello?",
                                    FailoverChatOptions.builder()
                                            .minQuality(0.2)
                                            .build())))
                            .isInstanceOf(AllProvidersFailedException.class);
                    assertThatThrownBy(() -> stream(
                                    model,
                                    new Prompt(
                                            "Your hours?",
                                            FailoverChatOptions.builder()
                                                    .minQuality(1.0)
                                                    .build())))
                            .isInstanceOf(AllProvidersFailedException.class);
                });
        app.with(SORRY, DEGRADATION + "min-quality=0.5").run(context -> assertThatThrownBy(
                        () -> context.getBean(FailoverChatModel.class).call(new Prompt("Hello?")))
                .isInstanceOf(AllProvidersFailedException.class));
    }

    @Test
    void requestForJson_isNotAnsweredInProse() {
        FailoverChatOptions json = FailoverChatOptions.builder()
                .outputSchema("{\"type\":\"object\"}")
                .build();
        app.breakAll();
        app.with(SORRY).run(context -> assertThatThrownBy(
                        () -> context.getBean(FailoverChatModel.class).call(new Prompt("Hello?", json)))
                .isInstanceOf(AllProvidersFailedException.class));
        app.with(DEGRADATION + "text.answer={\"sorry\":true}").run(context -> assertThat(
                        text(context.getBean(FailoverChatModel.class).call(new Prompt("Hello?", json))))
                .isEqualTo("{\"sorry\":true}"));
    }

    @ParameterizedTest
    @EnumSource(CallMode.class)
    void degradedCall_isCountedTold_andEndsOnce(CallMode mode) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        List<String> told = new ArrayList<>();
        app.breakAll();
        app.with(SORRY)
                .withBean(SimpleMeterRegistry.class, () -> meters)
                .withBean("ears", FailoverListener.class, () -> new FailoverListener() {
                    @Override
                    public void onDegraded(FailoverReport report) {
                        told.add("degraded " + report.degradation().tier());
                    }

                    @Override
                    public void onCallEnded(FailoverReport report, Duration duration, @Nullable Throwable failure) {
                        told.add("ended " + report.degraded() + " " + failure);
                    }
                })
                .run(context -> {
                    ask(context.getBean(FailoverChatModel.class), mode, new Prompt("Hello?"));

                    assertThat(told).containsExactly("degraded text", "ended true null");
                    assertThat(meters.get("llm.failover.degraded")
                                    .tag("chain", "default")
                                    .tag("tier", "text")
                                    .counter()
                                    .count())
                            .isEqualTo(1);
                    assertThat(meters.get("llm.failover.calls")
                                    .tag("outcome", "DEGRADED")
                                    .timer()
                                    .count())
                            .isEqualTo(1);
                });
    }

    @ParameterizedTest
    @EnumSource(CallMode.class)
    void noTierHasAnAnswer_theFailureIsTheCallers_andTheCallEndsOnce(CallMode mode) {
        List<@Nullable Throwable> ended = new ArrayList<>();
        app.breakAll();
        app.with(CACHE)
                .withBean("ears", FailoverListener.class, () -> new FailoverListener() {
                    @Override
                    public void onCallEnded(FailoverReport report, Duration duration, @Nullable Throwable failure) {
                        ended.add(failure);
                    }
                })
                .run(context -> {
                    assertThatThrownBy(() -> ask(context.getBean(FailoverChatModel.class), mode, of("anna", "Hello?")))
                            .isInstanceOf(AllProvidersFailedException.class);
                    assertThat(ended).singleElement().isInstanceOf(AllProvidersFailedException.class);
                });
    }
}
