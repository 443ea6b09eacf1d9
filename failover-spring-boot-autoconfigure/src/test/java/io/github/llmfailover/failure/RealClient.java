package io.github.llmfailover.failure;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.ollama.api.OllamaApi;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Signal;

/** Spring AI's real models, without retries of their own, and what becomes of one request through them. */
enum RealClient {
    OPENAI {
        @Override
        ChatModel at(String baseUrl, String key, Duration timeout) {
            return OpenAiChatModel.builder()
                    .options(OpenAiChatOptions.builder()
                            .baseUrl(baseUrl + "/v1")
                            .apiKey(key)
                            .model("gpt-test")
                            .maxRetries(0)
                            .timeout(timeout)
                            .build())
                    .build();
        }
    },
    ANTHROPIC {
        @Override
        ChatModel at(String baseUrl, String key, Duration timeout) {
            return AnthropicChatModel.builder()
                    .options(AnthropicChatOptions.builder()
                            .baseUrl(baseUrl)
                            .apiKey(key)
                            .model("claude-test")
                            .maxTokens(100)
                            .maxRetries(0)
                            .timeout(timeout)
                            .build())
                    .build();
        }
    },
    OLLAMA {
        @Override
        ChatModel at(String baseUrl, String key, Duration timeout) {
            JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(
                    HttpClient.newBuilder().connectTimeout(timeout).build());
            requests.setReadTimeout(timeout);
            return OllamaChatModel.builder()
                    .ollamaApi(OllamaApi.builder()
                            .baseUrl(baseUrl)
                            .restClientBuilder(RestClient.builder()
                                    .requestFactory(requests)
                                    .defaultHeader("Authorization", "Bearer " + key))
                            .webClientBuilder(WebClient.builder()
                                    .clientConnector(
                                            new ReactorClientHttpConnector(reactor.netty.http.client.HttpClient.create()
                                                    .responseTimeout(timeout)))
                                    .defaultHeader("Authorization", "Bearer " + key))
                            .build())
                    .options(OllamaChatOptions.builder().model("llama-test").build())
                    .retryTemplate(new RetryTemplate(RetryPolicy.withMaxRetries(0)))
                    .build();
        }
    };

    static final Duration PATIENT = Duration.ofSeconds(20);

    abstract ChatModel at(String baseUrl, String key, Duration timeout);

    /** How one request ended: thrown, or with an answer whose end is judged. */
    static @Nullable Failure call(ChatModel model, String prompt, FailureClassifiers classifiers) {
        ChatResponse response;
        try {
            response = model.call(new Prompt(prompt));
        } catch (Throwable error) {
            return classifiers.classify(error);
        }
        return judged(response == null ? List.of() : List.of(response), false);
    }

    static @Nullable Failure stream(ChatModel model, String prompt, FailureClassifiers classifiers) {
        List<ChatResponse> chunks = new ArrayList<>();
        List<Signal<ChatResponse>> signals = Objects.requireNonNull(
                model.stream(new Prompt(prompt)).materialize().collectList().block(PATIENT.plusSeconds(5)));
        for (Signal<ChatResponse> signal : signals) {
            ChatResponse chunk = signal.get();
            Throwable error = signal.getThrowable();
            if (chunk != null) {
                chunks.add(chunk);
            } else if (error != null) {
                return classifiers.classify(error);
            }
        }
        return judged(chunks, true);
    }

    private static @Nullable Failure judged(List<ChatResponse> chunks, boolean streamed) {
        FinishReason reason = FinishReason.NONE;
        boolean content = false;
        boolean toolCalls = false;
        boolean refusal = false;
        for (ChatResponse chunk : chunks) {
            FinishReason latest = FinishReason.of(chunk);
            reason = latest == FinishReason.NONE ? reason : latest;
            for (Generation generation : chunk.getResults()) {
                String text = generation.getOutput().getText();
                content |= text != null && !text.isEmpty();
                toolCalls |= generation.getOutput().hasToolCalls();
                refusal |=
                        generation.getOutput().getMetadata().get("refusal") instanceof String said && !said.isEmpty();
            }
        }
        FailureKind kind = new AnswerEnd(reason, streamed, content, toolCalls, refusal).failure();
        return kind == null ? null : Failure.of(kind);
    }
}
