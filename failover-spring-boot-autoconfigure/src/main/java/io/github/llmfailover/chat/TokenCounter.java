package io.github.llmfailover.chat;

import io.github.llmfailover.routing.Chain;
import io.github.llmfailover.routing.TokenEstimate;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;

/**
 * Estimates how many tokens a request will have, where a chain wants to know. Images and audio are not counted.
 *
 * <p>Cost: tokenizing takes about a millisecond for ten thousand tokens, so that is done only where the answer can make a
 * difference: a token is at least a byte, so a text that fits into the smallest window even so need not be counted.
 */
final class TokenCounter {

    /** A character of Java is at most three bytes of UTF-8. */
    private static final int MOST_BYTES_OF_CHAR = 3;

    /** What the roles and separators of a message take, in OpenAI's format. */
    private static final int TOKENS_AROUND_MESSAGE = 4;

    private final ToIntFunction<String> tokenizer;

    private final boolean alwaysCounts;

    /**
     * Creates a counter.
     *
     * @param tokenizer counts the tokens of a text
     * @param alwaysCounts whether the order of providers depends on the count, rather than only who has room
     */
    TokenCounter(ToIntFunction<String> tokenizer, boolean alwaysCounts) {
        this.tokenizer = tokenizer;
        this.alwaysCounts = alwaysCounts;
    }

    TokenEstimate estimate(Prompt prompt, Chain chain) {
        ChatOptions options = prompt.getOptions();
        int output = options == null || options.getMaxTokens() == null ? 0 : Math.max(0, options.getMaxTokens());
        if (!alwaysCounts) {
            if (chain.smallestWindow() == 0) {
                return TokenEstimate.UNKNOWN;
            }
            long most = output + sum(prompt, text -> (long) text.length() * MOST_BYTES_OF_CHAR);
            if (most <= chain.smallestWindow()) {
                return TokenEstimate.UNKNOWN;
            }
        }
        return new TokenEstimate((int) Math.min(Integer.MAX_VALUE, sum(prompt, tokenizer::applyAsInt)), output);
    }

    private static long sum(Prompt prompt, ToLongFunction<String> counter) {
        long sum = 0;
        for (Message message : prompt.getInstructions()) {
            sum += TOKENS_AROUND_MESSAGE + of(message.getText(), counter);
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
