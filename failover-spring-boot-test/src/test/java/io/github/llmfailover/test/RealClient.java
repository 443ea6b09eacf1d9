package io.github.llmfailover.test;

import java.time.Duration;
import java.util.List;
import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.ollama.api.OllamaApi;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.client.HttpClient;

/** The chat models of Spring AI, without retries of their own. */
enum RealClient {
    OPENAI(Wire.OPENAI) {
        @Override
        ChatModel connect(String baseUrl, List<ToolCallback> tools) {
            return OpenAiChatModel.builder()
                    .options(OpenAiChatOptions.builder()
                            .baseUrl(baseUrl + "/v1")
                            .apiKey("key")
                            .model("gpt-test")
                            .maxRetries(0)
                            .timeout(TIMEOUT)
                            .toolCallbacks(tools)
                            .build())
                    .build();
        }
    },
    ANTHROPIC(Wire.ANTHROPIC) {
        @Override
        ChatModel connect(String baseUrl, List<ToolCallback> tools) {
            return AnthropicChatModel.builder()
                    .options(AnthropicChatOptions.builder()
                            .baseUrl(baseUrl)
                            .apiKey("key")
                            .model("claude-test")
                            .maxTokens(1000)
                            .maxRetries(0)
                            .timeout(TIMEOUT)
                            .toolCallbacks(tools)
                            .build())
                    .build();
        }
    },
    OLLAMA(Wire.OLLAMA) {
        @Override
        ChatModel connect(String baseUrl, List<ToolCallback> tools) {
            // Not the HttpComponents client, which would be found on the class path: it repeats a 429 and a 503
            // unasked.
            RestClient.Builder rest = RestClient.builder().requestFactory(new JdkClientHttpRequestFactory());
            WebClient.Builder web =
                    WebClient.builder().clientConnector(new ReactorClientHttpConnector(HttpClient.create()));
            return OllamaChatModel.builder()
                    .ollamaApi(OllamaApi.builder()
                            .baseUrl(baseUrl)
                            .restClientBuilder(rest)
                            .webClientBuilder(web)
                            .build())
                    .options(OllamaChatOptions.builder()
                            .model("llama-test")
                            .toolCallbacks(tools)
                            .build())
                    .retryTemplate(new RetryTemplate(RetryPolicy.withMaxRetries(0)))
                    .build();
        }
    };

    /** Long enough for a busy machine, short enough for a test that hangs to be noticed. */
    static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Wire wire;

    RealClient(Wire wire) {
        this.wire = wire;
    }

    Wire wire() {
        return wire;
    }

    abstract ChatModel connect(String baseUrl, List<ToolCallback> tools);

    ChatModel connect(ProviderSimulator simulator) {
        return connect(simulator.baseUrl(), List.of());
    }

    ChatModel connectWithTools(String baseUrl) {
        return connect(baseUrl, List.of(weather()));
    }

    /** What this wire says when a model has finished. */
    String stop() {
        return switch (this) {
            case OPENAI -> "STOP";
            case ANTHROPIC -> "end_turn";
            case OLLAMA -> "stop";
        };
    }

    /** What this wire says when a model wants its tools called. */
    String toolStop() {
        return switch (this) {
            case OPENAI -> "TOOL_CALLS";
            case ANTHROPIC -> "tool_use";
            case OLLAMA -> "stop";
        };
    }

    private static ToolCallback weather() {
        return FunctionToolCallback.builder("weather", (City city) -> "sunny in " + city.name())
                .description("The weather of a city")
                .inputType(City.class)
                .build();
    }

    /** The argument of the tool. */
    record City(String name) {}
}
