package io.github.llmfailover.translation;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;

/**
 * The options of any other library. What is not portable passes between providers of one type, unless the class has a
 * property whose name speaks of a connection or a credential: then nothing but the portable part does.
 */
record OtherOptions(Class<?> type) implements NativeOptions {

    private static final Set<String> CONNECTION_WORDS = Set.of(
            "key",
            "url",
            "uri",
            "endpoint",
            "credential",
            "secret",
            "password",
            "header",
            "proxy",
            "organization",
            "project",
            "account",
            "region",
            "extrabody",
            "additionalproperties",
            "requestparameters",
            "cachedcontent");

    private static final Map<Class<?>, Boolean> SHAREABLE = new ConcurrentHashMap<>();

    @Override
    public boolean own(ChatOptions options) {
        return options.getClass() == type;
    }

    @Override
    public void copy(ChatOptions.Builder<?> target, ChatOptions request, boolean withHeaders) {
        if (withHeaders || SHAREABLE.computeIfAbsent(type, OtherOptions::isShareable)) {
            ChatOptions.Builder<?> passing = request.mutate();
            passing.model(null);
            passing.maxTokens(null);
            passing.temperature(null);
            passing.topP(null);
            passing.topK(null);
            passing.frequencyPenalty(null);
            passing.presencePenalty(null);
            passing.stopSequences(null);
            if (passing instanceof ToolCallingChatOptions.Builder<?> tools) {
                tools.toolCallbacks((List<ToolCallback>) null);
                tools.toolContext((Map<String, Object>) null);
            }
            target.combineWith(passing);
        }
    }

    /** Media are portable; which of them a model takes is the model's matter. */
    @Override
    public boolean honours(String field) {
        return field.equals("image_url") || field.equals("input_audio");
    }

    private static boolean isShareable(Class<?> type) {
        for (Method method : type.getMethods()) {
            String name = method.getName().toLowerCase(Locale.ROOT);
            if (method.getParameterCount() == 0 && CONNECTION_WORDS.stream().anyMatch(name::contains)) {
                return false;
            }
        }
        return true;
    }
}
