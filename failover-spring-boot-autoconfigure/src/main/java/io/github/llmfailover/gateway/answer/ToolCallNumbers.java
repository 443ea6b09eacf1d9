package io.github.llmfailover.gateway.answer;

import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.util.StringUtils;

/** Numbers the calls of one answer, and gives those an identifier that came without one: the client answers by it. */
final class ToolCallNumbers {

    private final String answerId;

    private int next;

    ToolCallNumbers(String answerId) {
        this.answerId = answerId;
    }

    int next() {
        return next++;
    }

    boolean any() {
        return next > 0;
    }

    String idOf(ToolCall call, int number) {
        return StringUtils.hasText(call.id()) ? call.id() : "call_" + answerId + "_" + number;
    }
}
