package io.github.llmfailover.observation;

import io.github.llmfailover.provider.Provider;
import java.util.Map;

/** Whose protocol a client speaks, by the names of OpenTelemetry's conventions for generative AI where it has one. */
final class GenAiProviders {

    private static final String OTHER = "other";

    private static final Map<String, String> BY_CLIENT = Map.of(
            "OpenAiChatModel", "openai",
            "AnthropicChatModel", "anthropic",
            "OllamaChatModel", "ollama",
            "MistralAiChatModel", "mistral_ai",
            "DeepSeekChatModel", "deepseek",
            "GoogleGenAiChatModel", "gcp.gemini",
            "BedrockProxyChatModel", "aws.bedrock");

    /** Class names are not looked at for each call. */
    private static final ClassValue<String> BY_CLASS = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            for (Class<?> known = type; known != null; known = known.getSuperclass()) {
                String name = BY_CLIENT.get(known.getSimpleName());
                if (name != null && known.getName().startsWith("org.springframework.ai.")) {
                    return name;
                }
            }
            return OTHER;
        }
    };

    private GenAiProviders() {}

    static String of(Provider provider) {
        return BY_CLASS.get(provider.delegate().getClass());
    }
}
