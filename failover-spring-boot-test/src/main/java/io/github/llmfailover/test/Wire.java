package io.github.llmfailover.test;

import io.github.llmfailover.test.wire.AnthropicFormat;
import io.github.llmfailover.test.wire.OllamaFormat;
import io.github.llmfailover.test.wire.OpenAiFormat;
import io.github.llmfailover.test.wire.WireFormat;
import java.util.Optional;

/** The APIs that a simulator speaks. The path of a request says which one is meant. */
public enum Wire {
    /** OpenAI's chat completions: {@code POST …/chat/completions}, below any prefix. */
    OPENAI("/chat/completions", new OpenAiFormat()),
    /** Anthropic's messages: {@code POST …/v1/messages}. */
    ANTHROPIC("/v1/messages", new AnthropicFormat()),
    /** Ollama's chat: {@code POST …/api/chat}. */
    OLLAMA("/api/chat", new OllamaFormat());

    private final String path;
    private final WireFormat format;

    Wire(String path, WireFormat format) {
        this.path = path;
        this.format = format;
    }

    WireFormat format() {
        return format;
    }

    static Optional<Wire> ofPath(String path) {
        for (Wire wire : values()) {
            if (path.endsWith(wire.path)) {
                return Optional.of(wire);
            }
        }
        return Optional.empty();
    }

    /** The wire whose clients most likely sent a request that is none of a model. */
    static Wire guess(String path) {
        return path.contains("/messages") ? ANTHROPIC : path.startsWith("/api/") ? OLLAMA : OPENAI;
    }
}
