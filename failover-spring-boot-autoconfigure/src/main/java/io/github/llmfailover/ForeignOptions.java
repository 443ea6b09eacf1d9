package io.github.llmfailover;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.DefaultChatOptions;
import org.springframework.ai.chat.prompt.DefaultChatOptionsBuilder;
import org.springframework.ai.model.tool.DefaultStructuredOutputChatOptions;
import org.springframework.ai.model.tool.DefaultToolCallingChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;

/** What can be known of options that another model's library defines. */
final class ForeignOptions {

    private ForeignOptions() {}

    /** Whether options may hold more than what is portable. */
    static boolean areNative(ChatOptions options) {
        Class<?> type = options.getClass();
        return type != DefaultChatOptions.class
                && type != DefaultToolCallingChatOptions.class
                && type != DefaultStructuredOutputChatOptions.class;
    }

    /**
     * Copies what Spring AI's own merging cannot see, since it only reads builders that extend its own: portable values
     * of a builder that merely implements the interface, and tools of one that is not its tool-calling builder.
     */
    static void copyInto(FailoverChatOptionsBuilder<?> target, ChatOptions options, ChatOptions.Builder<?> builtFrom) {
        if (!(builtFrom instanceof DefaultChatOptionsBuilder<?>)) {
            target.combineWith(ChatOptions.builder()
                    .model(options.getModel())
                    .frequencyPenalty(options.getFrequencyPenalty())
                    .maxTokens(options.getMaxTokens())
                    .presencePenalty(options.getPresencePenalty())
                    .stopSequences(options.getStopSequences())
                    .temperature(options.getTemperature())
                    .topK(options.getTopK())
                    .topP(options.getTopP()));
        }
        if (options instanceof ToolCallingChatOptions tools
                && !(builtFrom instanceof DefaultToolCallingChatOptions.Builder<?>)) {
            target.combineWith(ToolCallingChatOptions.builder()
                    .toolCallbacks(tools.getToolCallbacks())
                    .toolContext(tools.getToolContext()));
        }
    }
}
