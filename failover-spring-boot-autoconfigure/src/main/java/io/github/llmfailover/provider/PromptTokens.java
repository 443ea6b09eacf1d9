package io.github.llmfailover.provider;

import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;

/** What of a prompt makes tokens: its messages, the results of tools, and the tools that it offers. Images and audio not. */
public final class PromptTokens {

    /** What the roles and separators of a message take, in OpenAI's format. */
    public static final int AROUND_MESSAGE = 4;

    private PromptTokens() {}

    /**
     * Adds up the tokens of a prompt.
     *
     * @param prompt the prompt
     * @param counter counts the tokens of a text; never asked about an empty one
     */
    public static long sum(Prompt prompt, ToLongFunction<String> counter) {
        long sum = 0;
        for (Message message : prompt.getInstructions()) {
            sum += AROUND_MESSAGE + of(message.getText(), counter);
            if (message instanceof AssistantMessage assistant) {
                for (AssistantMessage.ToolCall call : assistant.getToolCalls()) {
                    sum += of(call.name(), counter) + of(call.arguments(), counter);
                }
            } else if (message instanceof ToolResponseMessage tools) {
                for (ToolResponseMessage.ToolResponse response : tools.getResponses()) {
                    sum += of(response.responseData(), counter);
                }
            }
        }
        List<ToolCallback> tools =
                prompt.getOptions() instanceof ToolCallingChatOptions options ? options.getToolCallbacks() : null;
        if (tools != null) {
            for (ToolCallback tool : tools) {
                ToolDefinition definition = tool.getToolDefinition();
                sum += of(definition.name(), counter)
                        + of(definition.description(), counter)
                        + of(definition.inputSchema(), counter);
            }
        }
        return sum;
    }

    private static long of(@Nullable String text, ToLongFunction<String> counter) {
        return text == null || text.isEmpty() ? 0 : counter.applyAsLong(text);
    }
}
