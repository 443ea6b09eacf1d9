package io.github.llmfailover.translation;

import io.github.llmfailover.FailoverChatOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.DefaultChatOptions;
import org.springframework.ai.model.tool.DefaultStructuredOutputChatOptions;
import org.springframework.ai.model.tool.DefaultToolCallingChatOptions;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;

/**
 * Options of a provider's own type in the making: they start as the provider's own, and take on layers of what was asked
 * for. A later layer wins, except that stop sequences, tools and tool context add up, each entry once.
 */
final class OptionsDraft {

    private final ChatOptions configured;

    private final NativeOptions library;

    private final ChatOptions.Builder<?> builder;

    private @Nullable Set<String> stopSequences;

    private @Nullable Map<String, ToolCallback> tools;

    /**
     * Starts from a provider's own options.
     *
     * @param configured the provider's own options
     * @param library the library that they are of
     * @param needed what will be added, where the provider's own type leaves open what it can hold
     */
    OptionsDraft(ChatOptions configured, NativeOptions library, ChatOptions needed) {
        this.configured = configured;
        this.library = library;
        ChatOptions.Builder<?> own = configured.mutate();
        // A client that names no type of its own takes what it is given: it must not lose tools or schema over that.
        this.builder = namesNoType(configured) && !holds(own, needed)
                ? FailoverChatOptions.builder().combineWith(own)
                : own;
    }

    /** Whether a native part of a request can go into this draft at all. */
    boolean isOfType(ChatOptions options) {
        return library.own(options);
    }

    void addNative(ChatOptions options, boolean withHeaders) {
        library.copy(builder, options, withHeaders);
    }

    void addPortable(PortableOptions values) {
        values.withMaxTokens(null).applyTo(builder);
        if (values.maxTokens() != null) {
            library.limit(builder, configured, values.maxTokens());
        }
    }

    /**
     * Sets the limit that a native part of the request states in a way of its own, in that way.
     *
     * @param maxTokens the limit; {@code null} to take it back
     */
    void limitAsNatively(@Nullable Integer maxTokens) {
        library.limitNatively(builder, maxTokens);
    }

    void addStopSequences(ChatOptions options) {
        List<String> added = options.getStopSequences();
        if (added != null && !added.isEmpty()) {
            if (stopSequences == null) {
                List<String> own = configured.getStopSequences();
                stopSequences = own == null ? new LinkedHashSet<>() : new LinkedHashSet<>(own);
            }
            stopSequences.addAll(added);
            builder.stopSequences(new ArrayList<>(stopSequences));
        }
    }

    /** Adds tools and tool context; a tool replaces one of the same name. */
    void addTools(ChatOptions options) {
        if (!(options instanceof ToolCallingChatOptions added)
                || !(builder instanceof ToolCallingChatOptions.Builder<?> toolBuilder)) {
            return;
        }
        List<ToolCallback> callbacks = added.getToolCallbacks();
        if (callbacks != null && !callbacks.isEmpty()) {
            if (tools == null) {
                tools = new LinkedHashMap<>();
                if (configured instanceof ToolCallingChatOptions own && own.getToolCallbacks() != null) {
                    putAll(tools, own.getToolCallbacks());
                }
            }
            putAll(tools, callbacks);
            toolBuilder.toolCallbacks(new ArrayList<>(tools.values()));
        }
        Map<String, Object> context = added.getToolContext();
        if (context != null && !context.isEmpty()) {
            toolBuilder.toolContext(context);
        }
    }

    /** Adds a schema. What another library keeps in its place for other purposes, such as a format's name, is none. */
    void addSchema(ChatOptions options) {
        if (options instanceof StructuredOutputChatOptions structured
                && builder instanceof StructuredOutputChatOptions.Builder<?> structuredBuilder) {
            String schema = structured.getOutputSchema();
            if (schema != null && schema.stripLeading().startsWith("{")) {
                structuredBuilder.outputSchema(schema);
            }
        }
    }

    /** Adds fields of OpenAI's protocol, over everything of the same meaning. */
    void addBody(Map<String, Object> body) {
        if (!body.isEmpty()) {
            library.addBody(builder, body);
        }
    }

    void setModel(@Nullable String model) {
        if (model != null) {
            builder.model(model);
        }
    }

    ChatOptions build() {
        return builder.build();
    }

    private static void putAll(Map<String, ToolCallback> tools, List<ToolCallback> added) {
        for (ToolCallback tool : added) {
            tools.put(tool.getToolDefinition().name(), tool);
        }
    }

    private static boolean namesNoType(ChatOptions options) {
        return options.getClass() == DefaultChatOptions.class
                || options.getClass() == DefaultStructuredOutputChatOptions.class
                || options.getClass() == DefaultToolCallingChatOptions.class;
    }

    private static boolean holds(ChatOptions.Builder<?> builder, ChatOptions needed) {
        return (builder instanceof ToolCallingChatOptions.Builder<?> || !(needed instanceof ToolCallingChatOptions))
                && (builder instanceof StructuredOutputChatOptions.Builder<?>
                        || !(needed instanceof StructuredOutputChatOptions));
    }
}
