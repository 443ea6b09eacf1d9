package io.github.llmfailover.autoconfigure;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The APIs that a client can be built for. */
enum ClientType {
    OPENAI("org.springframework.ai.openai.OpenAiChatModel", true),
    ANTHROPIC("org.springframework.ai.anthropic.AnthropicChatModel", true),
    OLLAMA("org.springframework.ai.ollama.OllamaChatModel", false);

    private final String library;

    private final boolean needsKey;

    ClientType(String library, boolean needsKey) {
        this.library = library;
        this.needsKey = needsKey;
    }

    /** Returns the class that is there where the client's library is. */
    String library() {
        return library;
    }

    boolean needsKey() {
        return needsKey;
    }

    /** Returns how the type is written in a properties file. */
    String written() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the type that is written so, in whatever case; {@code null} where there is none. */
    static @Nullable ClientType find(String written) {
        return Arrays.stream(values())
                .filter(type -> type.name().equalsIgnoreCase(written.strip()))
                .findFirst()
                .orElse(null);
    }

    /** Lists all types for a message. */
    static String list() {
        return Arrays.stream(values()).map(ClientType::written).collect(Collectors.joining(", "));
    }
}
