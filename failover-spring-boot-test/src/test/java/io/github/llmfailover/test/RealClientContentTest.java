package io.github.llmfailover.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.RateLimit;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.Disposable;

/** Reasoning, refusals, rate limits and cancellation, as the chat models of Spring AI see them. */
class RealClientContentTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final ProviderSimulator simulator = ProviderSimulator.start();

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void openAi_reasoning_isInTheMetadata() {
        simulator.answers(Answer.reasoning("Let me think.", "Yes."));

        AssistantMessage message = only(call(RealClient.OPENAI)).getOutput();

        assertThat(message.getText()).isEqualTo("Yes.");
        assertThat(message.getMetadata()).containsEntry("reasoningContent", "Let me think.");
    }

    @Test
    @Tag("spring-ai-2.0.0")
    void openAi_reasoningInAStream_isLostByTheClient() {
        simulator.answers(Answer.reasoning("Let me think.", "Yes."));

        List<ChatResponse> chunks = stream(RealClient.OPENAI);

        // Spring AI 2.0.0 does not copy the field from the chunks; the simulator sends it.
        assertThat(joined(chunks, "reasoningContent")).isEmpty();
        assertThat(simulator.lastRequest().tokensSent()).isEqualTo(4);
    }

    @Test
    void anthropic_reasoning_isAThinkingBlockWithASignature() {
        simulator.answers(Answer.reasoning("Let me think.", "Yes."));

        ChatResponse response = call(RealClient.ANTHROPIC);
        List<ChatResponse> chunks = stream(RealClient.ANTHROPIC);

        assertThat(response.getResults()).anySatisfy(result -> {
            assertThat(result.getOutput().getText()).isEqualTo("Let me think.");
            assertThat(result.getOutput().getMetadata()).containsKey("signature");
        });
        assertThat(response.getResults())
                .anySatisfy(result -> assertThat(result.getOutput().getText()).isEqualTo("Yes."));
        assertThat(chunks.stream().flatMap(chunk -> chunk.getResults().stream()))
                .anySatisfy(
                        result -> assertThat(result.getOutput().getMetadata()).containsEntry("thinking", true))
                .anySatisfy(
                        result -> assertThat(result.getOutput().getMetadata()).containsKey("signature"));
    }

    @Test
    void ollama_reasoning_isInTheMetadata() {
        simulator.answers(Answer.reasoning("Let me think.", "Yes."));

        AssistantMessage message = only(call(RealClient.OLLAMA)).getOutput();

        assertThat(message.getText()).isEqualTo("Yes.");
        assertThat(message.getMetadata()).containsEntry("thinking", "Let me think.");
        assertThat(joined(stream(RealClient.OLLAMA), "thinking")).isEqualTo("Let me think.");
    }

    @Test
    void openAi_refusal_isInTheMetadata() {
        simulator.answers(Answer.refusal("I cannot help with that."));

        Generation result = only(call(RealClient.OPENAI));

        assertThat(result.getOutput().getMetadata()).containsEntry("refusal", "I cannot help with that.");
        assertThat(result.getMetadata().getFinishReason()).isEqualTo("STOP");
        assertThat(joined(stream(RealClient.OPENAI), "refusal")).isEqualTo("I cannot help with that.");
    }

    @Test
    void anthropic_refusal_isTheFinishReason() {
        simulator.answers(Answer.refusal("I cannot help with that."));

        Generation result = only(call(RealClient.ANTHROPIC));

        assertThat(result.getOutput().getText()).isEqualTo("I cannot help with that.");
        assertThat(result.getMetadata().getFinishReason()).isEqualTo("refusal");
    }

    @ParameterizedTest
    @EnumSource
    void call_finishReasonOfItsOwn_goesOverTheWireUnchanged(RealClient client) {
        simulator.answers(Answer.text("Hello").withFinishReason("length"));

        assertThat(only(call(client)).getMetadata().getFinishReason()).isEqualToIgnoringCase("length");
    }

    @ParameterizedTest
    @EnumSource
    void call_model_isEchoedUnlessTheAnswerHasItsOwn(RealClient client) {
        assertThat(call(client).getMetadata().getModel()).endsWith("-test");

        simulator.answers(Answer.text("Hello").withModel("another-model"));
        assertThat(call(client).getMetadata().getModel()).isEqualTo("another-model");
    }

    @Test
    void openAi_cachedInput_isReported() {
        simulator.answers(Answer.text("Hello").withUsage(100, 5).withCachedInput(80));

        assertThat(call(RealClient.OPENAI).getMetadata().getUsage().getPromptTokens())
                .isEqualTo(100);
        assertThat(call(RealClient.OPENAI).getMetadata().getUsage().getCacheReadInputTokens())
                .isEqualTo(80);
    }

    @Test
    void anthropic_cachedInput_isReportedBesideTheRest() {
        simulator.answers(Answer.text("Hello").withUsage(100, 5).withCachedInput(80));

        assertThat(call(RealClient.ANTHROPIC).getMetadata().getUsage().getPromptTokens())
                .isEqualTo(20);
        assertThat(call(RealClient.ANTHROPIC).getMetadata().getUsage().getCacheReadInputTokens())
                .isEqualTo(80);
    }

    @Test
    void anthropic_rateLimits_areReported() {
        simulator.always(Behavior.withRateLimitHeaders(7, Duration.ofSeconds(30)));

        RateLimit limits = call(RealClient.ANTHROPIC).getMetadata().getRateLimit();

        assertThat(limits.getRequestsRemaining()).isEqualTo(7);
        assertThat(limits.getTokensRemaining()).isEqualTo(7);
        assertThat(limits.getRequestsReset()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(31));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPENAI")
    void stream_cancelledByTheUser_isNoticed(RealClient client) throws InterruptedException {
        RecordedRequest request = cancelledStream(client);

        simulator.awaitNoOpenExchanges(SOON);
        assertThat(request.clientGone()).isTrue();
    }

    /** Spring AI 2.0.0 reads OpenAI's streams to their end, whoever cancels them. */
    @Test
    @Tag("spring-ai-2.0.0")
    void openAi_streamCancelledByTheUser_isReadOn() throws InterruptedException {
        assertThat(cancelledStream(RealClient.OPENAI).clientGone()).isFalse();
    }

    private RecordedRequest cancelledStream(RealClient client) throws InterruptedException {
        simulator.answers(Answer.text("word ".repeat(2_000)));
        simulator.always(Behavior.pace(Duration.ofMillis(10)));
        CountDownLatch begun = new CountDownLatch(3);
        Disposable stream = client.connect(simulator).stream(new Prompt("Hi")).subscribe(chunk -> begun.countDown());
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        RecordedRequest request = simulator.lastRequest();

        stream.dispose();
        return request;
    }

    private ChatResponse call(RealClient client) {
        return client.connect(simulator).call(new Prompt("Hi"));
    }

    private List<ChatResponse> stream(RealClient client) {
        return Objects.requireNonNull(
                client.connect(simulator).stream(new Prompt("Hi")).collectList().block(RealClient.TIMEOUT));
    }

    private static Generation only(ChatResponse response) {
        assertThat(response.getResults()).hasSize(1);
        return response.getResults().get(0);
    }

    private static String joined(List<ChatResponse> chunks, String key) {
        StringBuilder all = new StringBuilder();
        for (ChatResponse chunk : chunks) {
            for (Generation result : chunk.getResults()) {
                all.append(result.getOutput().getMetadata().getOrDefault(key, ""));
            }
        }
        return all.toString();
    }
}
