package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.CallMode;
import io.github.llmfailover.DeadlineExceededException;
import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.NoEligibleProviderException;
import io.github.llmfailover.OnInterruption;
import io.github.llmfailover.RequestTimeouts;
import io.github.llmfailover.StreamInterruptedException;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.RecordedRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeTypeUtils;
import tools.jackson.databind.JsonNode;

/** What an application asked for arrives at whoever serves it, whatever options it was written with. */
@Timeout(60)
class RequestOfAnApplicationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final byte[] PICTURE = "not really a picture".getBytes(StandardCharsets.UTF_8);

    static Stream<Arguments> everyOrderedPairInBothModes() {
        return everyOrderedPair().flatMap(pair -> Stream.of(CallMode.values())
                .map(mode -> Arguments.of(pair.get()[0], pair.get()[1], mode)));
    }

    static Stream<Arguments> everyOrderedPair() {
        return Stream.of(LiveClient.values()).flatMap(first -> Stream.of(LiveClient.values())
                .filter(second -> second != first)
                .map(second -> Arguments.of(first, second)));
    }

    private static LiveChain firstDown(LiveClient first, LiveClient second) {
        LiveChain chain = new LiveChain(first, second);
        chain.simulator(0).always(Behavior.serverError());
        return chain;
    }

    private static String ask(ChatClient.ChatClientRequestSpec request, CallMode mode) {
        return mode == CallMode.CALL
                ? request.call().content()
                : request.stream().content().collect(Collectors.joining()).block(PATIENCE);
    }

    @ParameterizedTest
    @MethodSource("everyOrderedPairInBothModes")
    void picture_reachesTheNextProvider(LiveClient first, LiveClient second, CallMode mode) {
        try (LiveChain chain = firstDown(first, second)) {
            ask(
                    ChatClient.create(chain.model()).prompt().user(user -> user.text("What is this?")
                            .media(MimeTypeUtils.IMAGE_PNG, new ByteArrayResource(PICTURE))),
                    mode);

            RecordedRequest request = chain.simulator(1).lastRequest();
            assertThat(request.messages().get(0).text()).contains("What is this?");
            assertThat(request.body().toString()).contains(Base64.getEncoder().encodeToString(PICTURE));
        }
    }

    @ParameterizedTest
    @MethodSource("everyOrderedPairInBothModes")
    void portableOptionsAndSystemPrompt_reachWhoServes(LiveClient first, LiveClient second, CallMode mode) {
        try (LiveChain chain = firstDown(first, second)) {
            ask(
                    ChatClient.create(chain.model())
                            .prompt("Hello.")
                            .system("Be brief.")
                            .options(ChatOptions.builder()
                                    .temperature(0.25)
                                    .maxTokens(55)
                                    .stopSequences(List.of("END", "STOP"))),
                    mode);

            assertAsked(second, chain.simulator(1).lastRequest());
        }
    }

    static Stream<Arguments> everyOptionsTypeAtEveryWire() {
        return Stream.of(LiveClient.values()).flatMap(serving -> Stream.<ChatOptions.Builder<?>>of(
                        OpenAiChatOptions.builder()
                                .baseUrl("http://canary.invalid")
                                .apiKey("canary")
                                .customHeaders(Map.of("X-Canary", "canary"))
                                .model("canary-model"),
                        AnthropicChatOptions.builder()
                                .apiKey("canary")
                                .httpHeaders(Map.of("X-Canary", "canary"))
                                .model("canary-model"),
                        OllamaChatOptions.builder().model("canary-model"))
                .map(options -> Arguments.of(serving, options)));
    }

    @ParameterizedTest
    @MethodSource("everyOptionsTypeAtEveryWire")
    void defaultOptionsOfAnyProvider_areTranslatedAndLeakNothing(LiveClient serving, ChatOptions.Builder<?> options) {
        options.temperature(0.25);
        options.maxTokens(55);
        options.stopSequences(List.of("END", "STOP"));
        try (LiveChain chain = firstDown(serving.next(), serving)) {
            String answer = ChatClient.builder(chain.model())
                    .defaultSystem("Be brief.")
                    .defaultOptions(options)
                    .build()
                    .prompt("Hello.")
                    .call()
                    .content();

            assertThat(answer).isEqualTo("Hello from " + serving.provider() + ".");
            RecordedRequest request = chain.simulator(1).lastRequest();
            assertAsked(serving, request);
            assertThat(request.model()).isEqualTo(serving.model());
            assertThat(request.headers().toString()).doesNotContainIgnoringCase("canary");
            assertThat(request.body().toString()).doesNotContainIgnoringCase("canary");
        }
    }

    private static void assertAsked(LiveClient client, RecordedRequest request) {
        JsonNode body = request.body();
        JsonNode options = client == LiveClient.OLLAMA ? body.path("options") : body;
        assertThat(request.messages().get(0)).isEqualTo(new RecordedRequest.Message("system", "Be brief."));
        assertThat(options.path("temperature").asDouble()).isEqualTo(0.25);
        assertThat(options.path(
                                switch (client) {
                                    case OPENAI, ANTHROPIC -> "max_tokens";
                                    case OLLAMA -> "num_predict";
                                })
                        .asInt())
                .isEqualTo(55);
        assertThat(options.path(client == LiveClient.ANTHROPIC ? "stop_sequences" : "stop")
                        .toString())
                .isEqualTo("[\"END\",\"STOP\"]");
    }

    @Test
    void chainOfTheRequest_serves() {
        try (LiveChain chain = new LiveChain(LiveClient.values())) {
            assertThat(askWith(chain, FailoverChatOptions.builder().chain("reverse")))
                    .isEqualTo("Hello from ollama.");
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void pinOfTheRequest_serves(LiveClient client) {
        try (LiveChain chain = new LiveChain(LiveClient.values())) {
            assertThat(askWith(chain, FailoverChatOptions.builder().pin(client.provider())))
                    .isEqualTo("Hello from " + client.provider() + ".");
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void requiredTagOfTheRequest_choosesWhoServes_andNobodyElseIsAsked(LiveClient client) {
        try (LiveChain chain = new LiveChain(LiveClient.values())) {
            assertThat(askWith(chain, FailoverChatOptions.builder().requiredTags(Set.of("tag-" + client.provider()))))
                    .isEqualTo("Hello from " + client.provider() + ".");
            assertThat(chain.requests()).isEqualTo(1);
        }
    }

    @Test
    void requiredTagThatNobodyHas_failsWithoutAskingAnybody() {
        try (LiveChain chain = new LiveChain(LiveClient.values())) {
            assertThatThrownBy(
                            () -> askWith(chain, FailoverChatOptions.builder().requiredTags(Set.of("moon"))))
                    .isInstanceOf(NoEligibleProviderException.class);
            assertThat(chain.requests()).isZero();
        }
    }

    @Test
    void deadlineOfTheRequest_endsIt() {
        try (LiveChain chain = new LiveChain(LiveClient.OPENAI, LiveClient.ANTHROPIC)) {
            chain.simulator(0).always(Behavior.hangBeforeHeaders());
            chain.simulator(1).always(Behavior.hangBeforeHeaders());

            assertThatThrownBy(
                            () -> askWith(chain, FailoverChatOptions.builder().deadline(Duration.ofMillis(300))))
                    .isInstanceOf(DeadlineExceededException.class);
            chain.assertNothingLeftBehind();
            chain.assertNobodyBlamed();
        }
    }

    @ParameterizedTest
    @EnumSource(CallMode.class)
    void deadlineOfTheRequest_leavesTheSecondAFairTry(CallMode mode) {
        try (LiveChain chain = new LiveChain(LiveClient.OPENAI, LiveClient.ANTHROPIC)) {
            chain.simulator(0).always(Behavior.hangBeforeHeaders());
            Prompt prompt = new Prompt(
                    "Hello.",
                    FailoverChatOptions.builder()
                            .deadline(Duration.ofSeconds(4))
                            .build());

            ChatResponse response = mode == CallMode.CALL
                    ? chain.model().call(prompt)
                    : chain.model().stream(prompt).blockLast(Duration.ofSeconds(20));

            assertThat(FailoverReport.of(response).provider()).isEqualTo("anthropic");
            chain.assertNothingLeftBehind();
            chain.assertNobodyBlamed();
        }
    }

    @Test
    void limitsOfTheRequest_holdInsteadOfTheConfigured() {
        RequestTimeouts limits = RequestTimeouts.AS_CONFIGURED
                .withFirstToken(Duration.ofSeconds(4))
                .withResponse(Duration.ofSeconds(5));
        try (LiveChain chain = new LiveChain(LiveClient.OPENAI, LiveClient.ANTHROPIC)) {
            chain.simulator(0).always(Behavior.hangBeforeHeaders());
            chain.jumpOnceAsked(0, Duration.ofSeconds(6));

            ChatResponse response = chain.model()
                    .call(new Prompt(
                            "Hello.",
                            FailoverChatOptions.builder().timeouts(limits).build()));

            assertThat(FailoverReport.of(response).attempts())
                    .extracting(AttemptReport::failure)
                    .containsExactly(FailureKind.NO_RESPONSE, null);
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void stallOfTheRequest_holdsInsteadOfTheConfigured(LiveClient client) {
        RequestTimeouts limits = RequestTimeouts.AS_CONFIGURED.withStall(Duration.ofSeconds(3));
        try (LiveChain chain = new LiveChain(client, client.next())) {
            chain.simulator(0).answers(Answer.tokens("One ", "two ", "three ", "four."));
            chain.simulator(0).always(Behavior.hangAfterTokens(2));
            chain.jumpWhenStalled(2, Duration.ofSeconds(4));

            FailoverChatOptions options = FailoverChatOptions.builder()
                    .timeouts(limits)
                    .onInterruption(OnInterruption.FAIL)
                    .build();

            assertThatThrownBy(() ->
                            chain.model().stream(new Prompt("Count.", options)).blockLast(Duration.ofSeconds(20)))
                    .isInstanceOfSatisfying(StreamInterruptedException.class, broken -> assertThat(
                                    broken.report().attempts().get(0).failure())
                            .isEqualTo(FailureKind.STALLED));
        }
    }

    @Test
    void optionsForOneProvider_reachOnlyThatOne() {
        try (LiveChain chain = firstDown(LiveClient.OPENAI, LiveClient.OLLAMA)) {
            askWith(
                    chain,
                    FailoverChatOptions.builder()
                            .forProvider(
                                    "openai",
                                    OpenAiChatOptions.builder().user("canary").build())
                            .forProvider(
                                    "ollama",
                                    OllamaChatOptions.builder().numCtx(4321).build()));

            assertThat(chain.simulator(0).lastRequest().body().toString())
                    .contains("canary")
                    .doesNotContain("4321");
            assertThat(chain.simulator(1).lastRequest().body().toString())
                    .doesNotContain("canary")
                    .contains("4321");
        }
    }

    private static String askWith(LiveChain chain, FailoverChatOptions.Builder options) {
        return ChatClient.create(chain.model())
                .prompt("Hello.")
                .options(options)
                .call()
                .content();
    }

    @ParameterizedTest
    @MethodSource("everyOrderedPair")
    void streamOfAChatClient_joinedIsTheAnswer_lastChunkHasTheReport(LiveClient first, LiveClient second) {
        try (LiveChain chain = firstDown(first, second)) {
            chain.simulator(1).answers(Answer.tokens("One, ", "two, ", "three."));
            ChatClient client = ChatClient.create(chain.model());

            assertThat(ask(client.prompt("Count."), CallMode.STREAM)).isEqualTo("One, two, three.");
            List<ChatResponse> chunks = client.prompt("Count.").stream()
                    .chatResponse()
                    .collectList()
                    .block(PATIENCE);

            FailoverReport report = FailoverReport.of(chunks.get(chunks.size() - 1));
            assertThat(report.provider()).isEqualTo(second.provider());
            assertThat(report.failedOver()).isTrue();
            assertThat(chunks.subList(0, chunks.size() - 2))
                    .allSatisfy(chunk -> assertThat(FailoverReport.of(chunk)).isNull());
        }
    }

    @ParameterizedTest
    @MethodSource("everyOrderedPair")
    void chatResponseOfAChatClient_hasTheReport(LiveClient first, LiveClient second) {
        try (LiveChain chain = firstDown(first, second)) {
            ChatResponse response =
                    ChatClient.create(chain.model()).prompt("Hello.").call().chatResponse();

            assertThat(FailoverReport.of(response).provider()).isEqualTo(second.provider());
            assertThat(response.getMetadata().<String>get(FailoverReport.MODEL)).isEqualTo(second.model());
        }
    }
}
