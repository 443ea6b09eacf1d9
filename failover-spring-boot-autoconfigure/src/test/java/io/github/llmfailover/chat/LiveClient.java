package io.github.llmfailover.chat;

import java.time.Duration;
import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.ollama.api.OllamaApi;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/** The real Spring AI clients, without the retries of their own. */
enum LiveClient {
    OPENAI {
        @Override
        ChatModel connect(String baseUrl) {
            return OpenAiChatModel.builder()
                    .options(OpenAiChatOptions.builder()
                            .baseUrl(baseUrl + "/v1")
                            .apiKey("key-of-openai")
                            .model("gpt-test")
                            .maxRetries(0)
                            .timeout(Duration.ofMinutes(5))
                            .build())
                    .build();
        }
    },
    ANTHROPIC {
        @Override
        ChatModel connect(String baseUrl) {
            return AnthropicChatModel.builder()
                    .options(AnthropicChatOptions.builder()
                            .baseUrl(baseUrl)
                            .apiKey("key-of-anthropic")
                            .model("claude-test")
                            .maxTokens(1000)
                            .maxRetries(0)
                            .timeout(Duration.ofMinutes(5))
                            .build())
                    .build();
        }
    },
    OLLAMA {
        @Override
        ChatModel connect(String baseUrl) {
            return OllamaChatModel.builder()
                    .ollamaApi(OllamaApi.builder()
                            .baseUrl(baseUrl)
                            .restClientBuilder(RestClient.builder().requestFactory(new JdkClientHttpRequestFactory()))
                            .build())
                    .options(OllamaChatOptions.builder().model("llama-test").build())
                    .retryTemplate(new RetryTemplate(RetryPolicy.withMaxRetries(0)))
                    .build();
        }
    };

    abstract ChatModel connect(String baseUrl);

    String provider() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The client that stands behind this one in a chain of two. */
    LiveClient next() {
        return values()[(ordinal() + 1) % values().length];
    }
}
