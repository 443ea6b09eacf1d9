package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.provider.ClientRetries;
import java.util.Locale;
import java.util.Optional;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.core.env.Environment;

/**
 * Finds the ChatModel beans of Spring AI's own auto-configurations that retry by themselves. A bean that the application
 * builds in code is left alone: how its retries are set cannot be seen, and no property would change it.
 */
final class HiddenRetries {

    private static final String GOOGLE = "org.springframework.ai.google.genai.GoogleGenAiChatModel";

    private final Environment environment;

    HiddenRetries(Environment environment) {
        this.environment = environment;
    }

    /** Returns a warning about a bean that retries by itself, naming what switches that off. */
    Optional<String> warning(String provider, String bean, ChatModel model) {
        String type = model.getClass().getName();
        if (!type.toLowerCase(Locale.ROOT).endsWith("." + bean.toLowerCase(Locale.ROOT))) {
            return Optional.empty();
        }
        Optional<String> retries = type.equals(GOOGLE)
                ? Optional.of(
                        "The Google client repeats a failed request up to 4 times by itself, before the failover layer"
                                + " hears of it; declare a com.google.genai.Client bean with one attempt")
                : ClientRetries.warning(type, environment::getProperty);
        return retries.map(warning -> "Provider '" + provider + "': " + warning + ".");
    }
}
