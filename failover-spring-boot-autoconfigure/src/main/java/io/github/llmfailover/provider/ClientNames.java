package io.github.llmfailover.provider;

import org.jspecify.annotations.Nullable;

/** The clients of Spring AI, by the packages that their classes are in. */
final class ClientNames {

    static final String OPENAI = "org.springframework.ai.openai.";

    static final String ANTHROPIC = "org.springframework.ai.anthropic.";

    static final String BEDROCK = "org.springframework.ai.bedrock.";

    private static final String GOOGLE = "org.springframework.ai.google.genai.";

    private ClientNames() {}

    /** Returns what people call a client whose calls Spring AI's own {@code RetryTemplate} repeats. */
    static @Nullable String usingSpringAiRetry(String clientType) {
        String client = usingSpringHttpClients(clientType);
        return client == null && clientType.startsWith(GOOGLE) ? "Google" : client;
    }

    /** Returns what people call a client that calls through a {@code RestClient} and streams through a {@code WebClient}. */
    static @Nullable String usingSpringHttpClients(String clientType) {
        if (clientType.startsWith("org.springframework.ai.ollama.")) {
            return "Ollama";
        }
        if (clientType.startsWith("org.springframework.ai.mistralai.")) {
            return "Mistral";
        }
        return clientType.startsWith("org.springframework.ai.deepseek.") ? "DeepSeek" : null;
    }
}
