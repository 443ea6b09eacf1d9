package io.github.llmfailover.provider;

import java.util.Locale;

/** The types of client that can be built from {@link ClientSettings}. */
public enum ClientType {
    /** OpenAI, and everything that is compatible with its chat completions. */
    OPENAI("org.springframework.ai.openai.OpenAiChatModel"),
    /** Anthropic. */
    ANTHROPIC("org.springframework.ai.anthropic.AnthropicChatModel"),
    /** Ollama. */
    OLLAMA("org.springframework.ai.ollama.OllamaChatModel");

    private final String chatModel;

    ClientType(String chatModel) {
        this.chatModel = chatModel;
    }

    /** Returns the name of the class that the type's library must have on the class path. */
    String chatModel() {
        return chatModel;
    }

    /** Returns the dependency that brings the type's library. */
    String starter() {
        return "org.springframework.ai:spring-ai-starter-model-" + this;
    }

    /** Returns the name as it is written in configuration. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
