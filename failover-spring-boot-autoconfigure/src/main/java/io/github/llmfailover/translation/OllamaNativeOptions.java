package io.github.llmfailover.translation;

import java.util.Map;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.ollama.api.OllamaChatOptions;

/** The options of {@code spring-ai-ollama}, which hold nothing but what shapes an answer. */
final class OllamaNativeOptions implements NativeOptions {

    private static final NativeOptions SHAREABLE = new OtherOptions(OllamaChatOptions.class);

    @Override
    public boolean own(ChatOptions options) {
        return options.getClass() == OllamaChatOptions.class;
    }

    @Override
    public void copy(ChatOptions.Builder<?> target, ChatOptions request, boolean withHeaders) {
        SHAREABLE.copy(target, request, withHeaders);
    }

    @Override
    public boolean honours(String field) {
        return field.equals("response_format");
    }

    @Override
    public void addBody(ChatOptions.Builder<?> target, Map<String, Object> body) {
        OllamaChatOptions.Builder builder = (OllamaChatOptions.Builder) target;
        if (body.get("seed") instanceof Integer seed) {
            builder.seed(seed);
        }
        if (body.get("response_format") instanceof Map<?, ?> format && "json_object".equals(format.get("type"))) {
            builder.format("json");
        }
    }
}
