package io.github.llmfailover.translation;

import io.github.llmfailover.provider.ClientBinding;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.provider.RetrySettings;
import io.github.llmfailover.provider.Timeouts;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;

/** Clients and providers that reach nobody. */
final class Fakes {

    static final String SCHEMA = "{\"type\":\"object\",\"properties\":{\"answer\":{\"type\":\"string\"}}}";

    private Fakes() {}

    static OpenAiChatOptions openAi() {
        return OpenAiChatOptions.builder()
                .model("own-openai")
                .baseUrl("http://own.invalid")
                .apiKey("own-key")
                .build();
    }

    static AnthropicChatOptions anthropic() {
        return AnthropicChatOptions.builder()
                .model("own-anthropic")
                .apiKey("own-key")
                .maxTokens(777)
                .build();
    }

    static OllamaChatOptions ollama() {
        return OllamaChatOptions.builder().model("own-ollama").build();
    }

    static ChatModel client(ChatOptions options) {
        return new ChatModel() {
            @Override
            public ChatResponse call(Prompt prompt) {
                throw new UnsupportedOperationException();
            }

            @Override
            public ChatOptions getOptions() {
                return options;
            }
        };
    }

    static Provider provider(ChatOptions options) {
        return provider(options, null, null);
    }

    static Provider provider(ChatOptions options, @Nullable String model, @Nullable Set<String> acceptsModels) {
        return new Provider(settings("target", model, acceptsModels), client(options), ClientBinding.NONE);
    }

    static ProviderSettings settings(String name, @Nullable String model, @Nullable Set<String> acceptsModels) {
        return new ProviderSettings(
                name, model, acceptsModels, Timeouts.DEFAULTS, RetrySettings.DEFAULTS, Set.of(), Set.of(), 0);
    }

    static ToolCallback tool(String name) {
        return new ToolCallback() {
            @Override
            public ToolDefinition getToolDefinition() {
                return ToolDefinition.builder()
                        .name(name)
                        .description("A tool")
                        .inputSchema("{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}")
                        .build();
            }

            @Override
            public String call(String input) {
                return "\"sunny\"";
            }
        };
    }

    static Map<String, Object> toolContext() {
        return Map.of("tenant", "acme");
    }
}
