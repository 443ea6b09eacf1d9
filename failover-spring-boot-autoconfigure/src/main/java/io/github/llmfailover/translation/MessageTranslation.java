package io.github.llmfailover.translation;

import io.github.llmfailover.FailoverReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.util.StringUtils;

/**
 * Makes a conversation acceptable to one provider that may have been held with another. Messages stay as they are, except
 * for identifiers of tool calls that the provider does not take, arguments of tool calls that are missing, which most
 * providers reject, and what the OpenAI client would replay of another provider's answer: its reasoning, and its private
 * properties of tool calls. Whose an answer is, is known where it carries {@link FailoverReport#MESSAGE_PROVIDER}: the
 * provider's own identifiers and reasoning go back to it untouched. Where it is not known, reasoning is replayed, as the
 * client would do by itself. Anthropic's signed reasoning needs nothing: no client sends it back.
 */
final class MessageTranslation {

    private static final String REASONING = "reasoningContent";

    private static final String NO_ARGUMENTS = "{}";

    private static final String TOOL_CALL_PROPERTIES = "openai.tool_calls.additional_properties";

    private final String provider;

    private final ToolCallIdRule rule;

    private final boolean replaysAnswers;

    MessageTranslation(String provider, ChatOptions configured) {
        this.provider = provider;
        this.rule = ToolCallIdRule.of(configured);
        this.replaysAnswers = configured.getClass().getName().startsWith("org.springframework.ai.openai.");
    }

    /** Returns the same list where nothing has to change. */
    List<Message> translate(List<Message> messages) {
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i) instanceof AssistantMessage answer && mustChange(answer)) {
                return translateFrom(i, messages);
            }
        }
        return messages;
    }

    private List<Message> translateFrom(int first, List<Message> messages) {
        List<Message> translated = new ArrayList<>(messages);
        ToolCallIds ids = new ToolCallIds(rule);
        boolean idsReplaced = false;
        for (int i = first; i < translated.size(); i++) {
            if (translated.get(i) instanceof AssistantMessage answer) {
                idsReplaced = !idsFit(answer);
                if (mustChange(answer)) {
                    translated.set(i, rebuild(answer, idsReplaced ? ids.translate(answer, i) : answer.getToolCalls()));
                }
            } else if (idsReplaced && translated.get(i) instanceof ToolResponseMessage response) {
                translated.set(i, ids.translate(response));
            }
        }
        return translated;
    }

    private AssistantMessage rebuild(AssistantMessage answer, List<ToolCall> calls) {
        Map<String, Object> metadata = new HashMap<>(answer.getMetadata());
        metadata.remove(TOOL_CALL_PROPERTIES);
        if (replaysForeign(answer)) {
            metadata.remove(REASONING);
        }
        return AssistantMessage.builder()
                .content(answer.getText())
                .properties(metadata)
                .toolCalls(withArguments(calls))
                .media(answer.getMedia())
                .build();
    }

    private boolean mustChange(AssistantMessage answer) {
        return !idsFit(answer) || replaysForeign(answer) || lacksArguments(answer);
    }

    /** A streamed call of a tool without parameters has no arguments at all with the Anthropic client. */
    private static boolean lacksArguments(AssistantMessage answer) {
        for (ToolCall call : answer.getToolCalls()) {
            if (!StringUtils.hasText(call.arguments())) {
                return true;
            }
        }
        return false;
    }

    private static List<ToolCall> withArguments(List<ToolCall> calls) {
        return calls.stream()
                .map(call -> StringUtils.hasText(call.arguments())
                        ? call
                        : new ToolCall(call.id(), call.type(), call.name(), NO_ARGUMENTS))
                .toList();
    }

    private boolean idsFit(AssistantMessage answer) {
        return !answer.hasToolCalls()
                || ToolCallIds.fit(answer, rule)
                || provider.equals(answer.getMetadata().get(FailoverReport.MESSAGE_PROVIDER));
    }

    private boolean replaysForeign(AssistantMessage answer) {
        if (!replaysAnswers) {
            return false;
        }
        Map<String, Object> metadata = answer.getMetadata();
        return (metadata.containsKey(REASONING) || metadata.containsKey(TOOL_CALL_PROPERTIES))
                && metadata.get(FailoverReport.MESSAGE_PROVIDER) instanceof String origin
                && !origin.equals(provider);
    }
}
