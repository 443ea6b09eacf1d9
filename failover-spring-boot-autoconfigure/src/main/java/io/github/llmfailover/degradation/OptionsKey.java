package io.github.llmfailover.degradation;

import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.degradation.CanonicalDigest.UnkeyableException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;

/**
 * Adds to a key whatever of a request's options shapes its answer. What only says how the call is made (deadline, time
 * limits, what follows an interruption, the conversation's identifier) is left out, and so is the tools' context, which
 * no model sees. Other models' options are read by their getters; where one returns what has no canonical form, there is
 * no key.
 */
final class OptionsKey {

    /** Deeper than options are, and not so deep that a circle would hurt. */
    private static final int DEEPEST = 6;

    /** How a request is made rather than what is asked; what no model sees; and what only makes it cheaper. */
    private static final Set<String> NOT_THE_ANSWERS_SHAPE =
            Set.of("getToolContext", "getTimeout", "getMaxRetries", "getProxy", "getCacheOptions");

    private static final ClassValue<List<Method>> GETTERS = new ClassValue<>() {
        @Override
        protected List<Method> computeValue(Class<?> type) {
            return getters(type);
        }
    };

    private OptionsKey() {}

    static void add(@Nullable ChatOptions options, CanonicalDigest digest) {
        if (options == null) {
            // The same as options with nothing set.
            own(FailoverChatOptions.of(null), digest);
        } else if (options instanceof FailoverChatOptions own) {
            own(own, digest);
        } else {
            read(options, digest, 0);
        }
    }

    private static void own(FailoverChatOptions options, CanonicalDigest digest) {
        digest.text("options")
                .text(options.getModel())
                .value(options.getTemperature())
                .value(options.getTopP())
                .value(options.getTopK())
                .value(options.getMaxTokens())
                .value(options.getFrequencyPenalty())
                .value(options.getPresencePenalty())
                .value(options.getStopSequences())
                .text(options.getOutputSchema())
                .text(options.getPin())
                .value(options.getRequiredTags() == null ? List.of() : new TreeSet<>(options.getRequiredTags()))
                .value(new TreeSet<>(options.getRequiredFields()))
                .value(options.getExtraBody());
        tools(options.getToolCallbacks(), digest);
        Map<String, ChatOptions> byProvider = new TreeMap<>();
        options.getProvidersWithOptions().forEach(name -> byProvider.put(name, options.forProvider(name)));
        digest.list(byProvider.size());
        byProvider.forEach((name, each) -> read(each, digest.text(name), 0));
        List<ChatOptions> others = new ArrayList<>(options.getNativeOptions());
        others.sort(Comparator.comparing(each -> each.getClass().getName()));
        digest.list(others.size());
        others.forEach(each -> read(each, digest, 0));
    }

    private static void tools(@Nullable Collection<ToolCallback> tools, CanonicalDigest digest) {
        digest.list(tools == null ? 0 : tools.size());
        if (tools != null) {
            tools.forEach(tool -> tool(tool, digest));
        }
    }

    private static void tool(ToolCallback tool, CanonicalDigest digest) {
        ToolDefinition definition = tool.getToolDefinition();
        digest.text(definition.name()).text(definition.description()).text(definition.inputSchema());
    }

    private static void read(@Nullable Object value, CanonicalDigest digest, int depth) {
        if (value instanceof ToolCallback tool) {
            tool(tool, digest);
        } else if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> sorted = new TreeMap<>();
            map.forEach((key, each) -> sorted.put(String.valueOf(key), each));
            digest.text("map").list(sorted.size());
            sorted.forEach((key, each) -> read(each, digest.text(key), depth + 1));
        } else if (value instanceof Collection<?> collection) {
            digest.list(collection.size());
            collection.forEach(each -> read(each, digest, depth + 1));
        } else if (value == null || isPlain(value)) {
            digest.value(value);
        } else {
            bean(value, digest, depth);
        }
    }

    private static boolean isPlain(Object value) {
        return value instanceof CharSequence
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Enum<?>
                || value instanceof byte[];
    }

    private static void bean(Object value, CanonicalDigest digest, int depth) {
        List<Method> getters = GETTERS.get(value.getClass());
        if (depth > DEEPEST || getters.isEmpty() || value.getClass().getName().startsWith("java.")) {
            throw new UnkeyableException();
        }
        digest.text(value.getClass().getName()).list(getters.size());
        for (Method getter : getters) {
            try {
                read(getter.invoke(value), digest.text(getter.getName()), depth + 1);
            } catch (ReflectiveOperationException e) {
                throw new UnkeyableException();
            }
        }
    }

    private static List<Method> getters(Class<?> type) {
        List<Method> getters = new ArrayList<>();
        for (Method method : type.getMethods()) {
            if (method.getParameterCount() == 0
                    && method.getReturnType() != void.class
                    && method.getDeclaringClass() != Object.class
                    && !Modifier.isStatic(method.getModifiers())
                    && !method.isBridge()
                    && (type.isRecord() ? isComponent(type, method) : isGetter(method.getName()))) {
                getters.add(method);
            }
        }
        getters.sort(Comparator.comparing(Method::getName));
        return List.copyOf(getters);
    }

    private static boolean isGetter(String name) {
        return !NOT_THE_ANSWERS_SHAPE.contains(name)
                && ((name.length() > 3 && name.startsWith("get")) || (name.length() > 2 && name.startsWith("is")));
    }

    private static boolean isComponent(Class<?> type, Method method) {
        for (var component : type.getRecordComponents()) {
            if (component.getAccessor().equals(method)) {
                return true;
            }
        }
        return false;
    }
}
