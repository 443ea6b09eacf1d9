package io.github.llmfailover.translation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.ai.chat.prompt.ChatOptions;

/**
 * What an options class sets by itself when it is built, such as a model and a limit of 4096 tokens. Found by building
 * options of that class with nothing portable set, once for each class, so that no version's values are written here.
 */
final class BuiltInDefaults {

    private static final Map<Class<?>, PortableOptions> KNOWN = new ConcurrentHashMap<>();

    private BuiltInDefaults() {}

    static PortableOptions of(ChatOptions options) {
        PortableOptions known = KNOWN.get(options.getClass());
        return known != null ? known : find(options);
    }

    private static PortableOptions find(ChatOptions options) {
        ChatOptions.Builder<?> builder = options.mutate();
        builder.model(null);
        builder.maxTokens(null);
        builder.temperature(null);
        builder.topP(null);
        builder.topK(null);
        builder.frequencyPenalty(null);
        builder.presencePenalty(null);
        PortableOptions found = PortableOptions.of(builder.build());
        KNOWN.putIfAbsent(options.getClass(), found);
        return found;
    }
}
