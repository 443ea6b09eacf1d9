package io.github.llmfailover.provider;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a client that the application brings along repeats requests by itself. One layer should: what a client
 * repeats, the failover layer repeats again, and waits for in vain.
 */
public final class ClientRetries {

    private static final String OPENAI = "org.springframework.ai.openai.";

    private static final String ANTHROPIC = "org.springframework.ai.anthropic.";

    private ClientRetries() {}

    /**
     * Looks at how a client is configured. What an application has set in code cannot be seen.
     *
     * @param clientType the name of the client's class
     * @param property looks up a property by its canonical name; {@code null} where it is not set
     * @return a sentence that names the property to switch the retries off with; empty where they are off, or where
     *     nothing is known of such a client
     */
    public static Optional<String> warning(String clientType, Function<String, @Nullable String> property) {
        if (clientType.startsWith(OPENAI)) {
            return unlessZero(
                    "The OpenAI client",
                    3,
                    property,
                    "spring.ai.openai.chat.max-retries",
                    "spring.ai.openai.max-retries");
        }
        if (clientType.startsWith(ANTHROPIC)) {
            return unlessZero("The Anthropic client", 2, property, "spring.ai.anthropic.max-retries");
        }
        if (clientType.startsWith("org.springframework.ai.ollama.")) {
            return unlessZero("The Ollama client", 10, property, "spring.ai.retry.max-attempts");
        }
        if (clientType.startsWith("org.springframework.ai.mistralai.")) {
            return unlessZero("The Mistral client", 10, property, "spring.ai.retry.max-attempts");
        }
        if (clientType.startsWith("org.springframework.ai.deepseek.")) {
            return unlessZero("The DeepSeek client", 10, property, "spring.ai.retry.max-attempts");
        }
        return Optional.empty();
    }

    /** The first property that is set decides, the last one is the one to set. */
    private static Optional<String> unlessZero(
            String client, int byDefault, Function<String, @Nullable String> property, String... names) {
        String retries = Integer.toString(byDefault);
        String deciding = names[names.length - 1];
        for (String name : names) {
            String value = property.apply(name);
            if (value != null && !value.isBlank()) {
                retries = value.strip();
                deciding = name;
                break;
            }
        }
        return retries.equals("0")
                ? Optional.empty()
                : Optional.of(client + " repeats a failed request up to " + retries
                        + " times by itself, before the failover layer hears of it; set '" + deciding + "=0'");
    }
}
