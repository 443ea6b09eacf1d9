package io.github.llmfailover.gateway.answer;

import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.failure.FinishReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.util.StringUtils;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client of OpenAI's protocol gets of an answer, or of a part of one. Some clients of providers hand over reasoning
 * as if it were text; it is none, and there is no field for it.
 *
 * @param text the text; empty where there is none
 * @param refusal the refusal; empty where there is none
 * @param toolCalls the calls that the model asks for
 * @param finish why the answer ended; {@link FinishReason#NONE} where it has not
 * @param model the model that the provider names; {@code null} where it names none
 * @param usage the tokens; {@code null} where none are told
 */
record AnswerParts(
        String text,
        String refusal,
        List<ToolCall> toolCalls,
        FinishReason finish,
        @Nullable String model,
        @Nullable Usage usage) {

    static AnswerParts of(ChatResponse response) {
        String text = "";
        String refusal = "";
        List<ToolCall> toolCalls = List.of();
        for (Generation generation : response.getResults()) {
            AssistantMessage message = generation.getOutput();
            if (message.getText() != null && !isReasoning(message.getMetadata())) {
                text = text.isEmpty() ? message.getText() : text + message.getText();
            }
            if (message.getMetadata().get("refusal") instanceof String refused) {
                refusal = refusal.isEmpty() ? refused : refusal + refused;
            }
            toolCalls = joined(toolCalls, message.getToolCalls());
        }
        return new AnswerParts(text, refusal, toolCalls, FinishReason.of(response), model(response), usage(response));
    }

    private static List<ToolCall> joined(List<ToolCall> calls, List<ToolCall> more) {
        if (calls.isEmpty() || more.isEmpty()) {
            return calls.isEmpty() ? more : calls;
        }
        List<ToolCall> all = new ArrayList<>(calls);
        all.addAll(more);
        return all;
    }

    /** Anthropic's client marks the parts of a stream by "thinking", and those of a whole answer by their signature. */
    private static boolean isReasoning(Map<String, Object> metadata) {
        return Boolean.TRUE.equals(metadata.get("thinking"))
                || metadata.containsKey("signature")
                || (metadata.containsKey("data") && metadata.size() == 2);
    }

    private static @Nullable String model(ChatResponse response) {
        FailoverReport report = FailoverReport.of(response);
        if (report != null && StringUtils.hasText(report.model())) {
            return report.model();
        }
        String named = response.getMetadata().getModel();
        if (StringUtils.hasText(named)) {
            return named;
        }
        Object asked = response.getMetadata().get(FailoverReport.MODEL);
        return asked instanceof String model ? model : null;
    }

    private static @Nullable Usage usage(ChatResponse response) {
        Usage usage = response.getMetadata().getUsage();
        return usage == null || (tokens(usage.getPromptTokens()) == 0 && tokens(usage.getCompletionTokens()) == 0)
                ? null
                : usage;
    }

    static ObjectNode usageJson(@Nullable Usage usage) {
        int input = usage == null ? 0 : tokens(usage.getPromptTokens());
        int output = usage == null ? 0 : tokens(usage.getCompletionTokens());
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("prompt_tokens", input)
                .put("completion_tokens", output)
                .put("total_tokens", (long) input + output);
        Long cached = usage == null ? null : usage.getCacheReadInputTokens();
        if (cached != null) {
            json.putObject("prompt_tokens_details").put("cached_tokens", cached);
        }
        return json;
    }

    private static int tokens(@Nullable Integer count) {
        return count == null ? 0 : count;
    }

    /** Returns OpenAI's word for why an answer ended. Clients know no others. */
    static String finishReason(FinishReason finish, boolean calledTools) {
        return switch (finish) {
            case LENGTH, CONTEXT_FULL -> "length";
            case FILTERED -> "content_filter";
            default -> calledTools ? "tool_calls" : "stop";
        };
    }

    static ObjectNode functionJson(ToolCall call) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", call.name())
                // A call without arguments has an empty text with some clients, which no client parses.
                .put("arguments", StringUtils.hasText(call.arguments()) ? call.arguments() : "{}");
    }
}
