package io.github.llmfailover.execution;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.util.StringUtils;

/**
 * What is in an answer or in a part of one, as the clients of the three big wires hand it over. They name reasoning and
 * refusals in the message's metadata, each in its own way.
 */
final class Answers {

    private static final String[] REASONING_OR_REFUSAL = {"reasoningContent", "thinking", "refusal", "signature", "data"
    };

    private Answers() {}

    /** Whether there is anything that a caller could use: text, reasoning, a tool call or a refusal. */
    static boolean hasContent(ChatResponse response) {
        for (Generation generation : response.getResults()) {
            AssistantMessage message = generation.getOutput();
            if (StringUtils.hasLength(message.getText())
                    || message.hasToolCalls()
                    || !message.getMedia().isEmpty()
                    || hasReasoningOrRefusal(message.getMetadata())) {
                return true;
            }
        }
        return false;
    }

    static boolean hasToolCalls(ChatResponse response) {
        for (Generation generation : response.getResults()) {
            if (generation.getOutput().hasToolCalls()) {
                return true;
            }
        }
        return false;
    }

    /** Returns why the model stopped, in the client's own word; {@code null} where it does not say. */
    static @Nullable String finishReason(ChatResponse response) {
        for (Generation generation : response.getResults()) {
            String reason = generation.getMetadata().getFinishReason();
            // Spring AI's OpenAI client gives this word to each chunk that has none.
            if (StringUtils.hasText(reason) && !"_UNKNOWN".equals(reason)) {
                return reason;
            }
        }
        return null;
    }

    private static boolean hasReasoningOrRefusal(Map<String, Object> metadata) {
        if (metadata.size() <= 1) {
            return false;
        }
        for (String key : REASONING_OR_REFUSAL) {
            if (metadata.get(key) instanceof CharSequence text && !text.isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
