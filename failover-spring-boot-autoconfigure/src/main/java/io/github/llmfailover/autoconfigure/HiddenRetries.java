package io.github.llmfailover.autoconfigure;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.core.env.Environment;

/**
 * Finds the ChatModel beans of Spring AI's own auto-configurations that retry by themselves. One layer retries: retries
 * below this one multiply with ours, and make a provider that is down look slow instead.
 */
final class HiddenRetries {

    private static final String COMMON = "spring.ai.retry.max-attempts";

    /** The default of {@code spring.ai.openai.max-retries}; a chat model's own is ignored where it is the same. */
    private static final String OPENAI_DEFAULT = "3";

    private static final Map<String, String> SWITCHES = Map.of(
            "org.springframework.ai.openai.OpenAiChatModel", "spring.ai.openai.max-retries",
            "org.springframework.ai.anthropic.AnthropicChatModel", "spring.ai.anthropic.max-retries",
            "org.springframework.ai.ollama.OllamaChatModel", COMMON,
            "org.springframework.ai.mistralai.MistralAiChatModel", COMMON,
            "org.springframework.ai.deepseek.DeepSeekChatModel", COMMON);

    private static final String GOOGLE = "org.springframework.ai.google.genai.GoogleGenAiChatModel";

    private final Environment environment;

    HiddenRetries(Environment environment) {
        this.environment = environment;
    }

    /** Returns a warning about a bean that retries by itself, naming what switches that off; {@code null} for none. */
    @Nullable
    String warning(String provider, String bean, ChatModel model) {
        String type = model.getClass().getName();
        if (type.equals(GOOGLE)) {
            return "The provider '%s' (bean '%s') retries inside its client, which multiplies with retries and failover here. Declare a bean of type com.google.genai.Client with the retries off."
                    .formatted(provider, bean);
        }
        String property = SWITCHES.get(type);
        if (property == null || !isAutoConfigured(bean, type) || isOff(property)) {
            return null;
        }
        return "The provider '%s' (bean '%s') retries inside its client, which multiplies with retries and failover here. Set %s=0."
                .formatted(provider, bean, property);
    }

    private static boolean isAutoConfigured(String bean, String type) {
        return type.toLowerCase(java.util.Locale.ROOT).endsWith("." + bean.toLowerCase(java.util.Locale.ROOT));
    }

    private boolean isOff(String property) {
        if (property.startsWith("spring.ai.openai")) {
            String chat = environment.getProperty("spring.ai.openai.chat.max-retries");
            if (chat != null && !chat.strip().equals(OPENAI_DEFAULT)) {
                return chat.strip().equals("0");
            }
        }
        return "0".equals(environment.getProperty(property, "").strip());
    }
}
