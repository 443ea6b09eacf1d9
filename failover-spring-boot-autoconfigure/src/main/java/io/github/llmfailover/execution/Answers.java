package io.github.llmfailover.execution;

import io.github.llmfailover.AnswerFinish;
import io.github.llmfailover.failure.FinishReason;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.util.StringUtils;

/**
 * What is in an answer or in a part of one, as the clients of the three big wires hand it over. They name reasoning and
 * refusals in the message's metadata, each in its own way.
 */
public final class Answers {

    private static final String[] REASONING = {"reasoningContent", "thinking", "signature", "data"};

    private static final String REFUSAL = "refusal";

    private Answers() {}

    /** Whether there is anything that a caller could use: text, reasoning, media, a tool call or a refusal. */
    static boolean hasContent(ChatResponse response) {
        for (Generation generation : response.getResults()) {
            AssistantMessage message = generation.getOutput();
            if (StringUtils.hasLength(message.getText())
                    || message.hasToolCalls()
                    || !message.getMedia().isEmpty()
                    || hasAny(message, REASONING)
                    || hasText(message, REFUSAL)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the text of a message is the model's reasoning, which Anthropic's client hands over as if it were text. */
    public static boolean isReasoning(AssistantMessage message) {
        return message.getMetadata().size() > 1
                && Boolean.TRUE.equals(message.getMetadata().get("thinking"));
    }

    /** Returns how long the text of the answer is, without the model's reasoning. */
    static int chars(ChatResponse response) {
        int chars = 0;
        for (Generation generation : response.getResults()) {
            String text = generation.getOutput().getText();
            if (text != null && !isReasoning(generation.getOutput())) {
                chars += text.length();
            }
        }
        return chars;
    }

    /** Returns the text of the answer without the model's reasoning. */
    static String text(List<Generation> generations) {
        StringBuilder text = new StringBuilder();
        for (Generation generation : generations) {
            if (!isReasoning(generation.getOutput())) {
                append(generation.getOutput().getText(), text);
            }
        }
        return text.toString();
    }

    /** Appends what makes tokens of the calls of tools. */
    static void appendToolCalls(ChatResponse response, StringBuilder text) {
        for (Generation generation : response.getResults()) {
            for (AssistantMessage.ToolCall call : generation.getOutput().getToolCalls()) {
                append(call.name(), text);
                append(call.arguments(), text);
            }
        }
    }

    /** Returns how long the model's reasoning is, as far as the client hands it over. */
    static int reasoningChars(ChatResponse response) {
        int chars = 0;
        for (Generation generation : response.getResults()) {
            AssistantMessage message = generation.getOutput();
            if (message.getMetadata().size() <= 1) {
                continue;
            }
            if (isReasoning(message)) {
                chars += message.getText() == null ? 0 : message.getText().length();
            }
            chars += length(message.getMetadata().get("reasoningContent"))
                    + length(message.getMetadata().get("thinking"));
        }
        return chars;
    }

    private static int length(@Nullable Object text) {
        return text instanceof CharSequence chars ? chars.length() : 0;
    }

    private static void append(@Nullable String part, StringBuilder text) {
        if (part != null) {
            text.append(part);
        }
    }

    /** Returns why an answer came to its end; {@code null} where it does not say. */
    static @Nullable AnswerFinish finish(FinishReason reason, boolean toolCalls) {
        return switch (reason) {
            case NONE -> null;
            // Ollama says so of an answer that wants tools called.
            case COMPLETE -> toolCalls ? AnswerFinish.TOOL_CALLS : AnswerFinish.STOP;
            case TOOL_CALLS -> AnswerFinish.TOOL_CALLS;
            case LENGTH, CONTEXT_FULL -> AnswerFinish.LENGTH;
            case FILTERED -> AnswerFinish.CONTENT_FILTER;
            case PAUSED, MALFORMED, OVERLOADED, FAILED, OTHER -> AnswerFinish.OTHER;
        };
    }

    /** Whether the answer carries a refusal beside its text. */
    public static boolean hasRefusal(ChatResponse response) {
        for (Generation generation : response.getResults()) {
            if (hasText(generation.getOutput(), REFUSAL)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the answer carries a tool call. */
    public static boolean hasToolCalls(ChatResponse response) {
        for (Generation generation : response.getResults()) {
            if (generation.getOutput().hasToolCalls()) {
                return true;
            }
        }
        return false;
    }

    /** Returns the model that the answer says it comes from; {@code null} where it does not say. */
    static @Nullable String model(ChatResponse response) {
        String model = response.getMetadata().getModel();
        return StringUtils.hasLength(model) ? model : null;
    }

    /** Returns the input tokens that a client reports; 0 where it reports none. */
    static int inputTokens(@Nullable Usage usage) {
        return usage == null ? 0 : count(usage.getPromptTokens());
    }

    /** Returns the output tokens that a client reports; 0 where it reports none. */
    static int outputTokens(@Nullable Usage usage) {
        return usage == null ? 0 : count(usage.getCompletionTokens());
    }

    /** A client of the user's may not keep the promise of its interface. */
    private static int count(@Nullable Integer tokens) {
        return tokens == null ? 0 : tokens;
    }

    private static boolean hasAny(AssistantMessage message, String... keys) {
        for (String key : keys) {
            if (hasText(message, key)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasText(AssistantMessage message, String key) {
        Map<String, Object> metadata = message.getMetadata();
        // A message's type is always there, and most chunks have nothing else.
        return metadata.size() > 1 && metadata.get(key) instanceof CharSequence text && !text.isEmpty();
    }
}
