package io.github.llmfailover.failure;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/** What a provider's finish reason means. Spring AI hands on each provider's own spelling. */
public enum FinishReason {

    /**
     * There is none. Also {@code _UNKNOWN}, which Spring AI's OpenAI model reports for every chunk that carries no finish
     * reason, and with which it replaces the reasons that OpenAI does not know.
     */
    NONE("", "null", "_unknown", "finish_reason_unspecified"),

    /** The model had said all, or met a stop sequence. */
    COMPLETE("stop", "end_turn", "stop_sequence", "eos", "complete"),

    /** The model wants tools called. */
    TOOL_CALLS("tool_calls", "tool_use", "function_call"),

    /** The caller's or the model's own limit of output was reached. */
    LENGTH("length", "max_tokens", "model_length", "max_output_tokens"),

    /** The context window was full before the answer was. */
    CONTEXT_FULL("model_context_window_exceeded"),

    /** A turn with the provider's own tools paused; the caller sends it back to go on. */
    PAUSED("pause_turn"),

    /** The provider withheld the answer, or the rest of it. */
    FILTERED(
            "content_filter",
            "content_filtered",
            "refusal",
            "safety",
            "recitation",
            "blocklist",
            "prohibited_content",
            "spii",
            "image_safety",
            "image_prohibited_content",
            "image_recitation",
            "guardrail_intervened"),

    /** The model produced what the provider could not read itself. */
    MALFORMED(
            "malformed_function_call",
            "unexpected_tool_call",
            "malformed_model_output",
            "malformed_tool_use",
            "missing_thought_signature"),

    /** The provider ran out of capacity in the middle. */
    OVERLOADED("insufficient_system_resource"),

    /** The provider failed in the middle. */
    FAILED("error"),

    /** A reason that is not listed here. */
    OTHER;

    /** In small and in capital letters, since each chunk of a stream is looked up and nearly all are written so. */
    private static final Map<String, FinishReason> BY_SPELLING = new HashMap<>();

    static {
        for (FinishReason reason : values()) {
            for (String spelling : reason.spellings) {
                BY_SPELLING.put(spelling, reason);
                BY_SPELLING.put(spelling.toUpperCase(Locale.ROOT), reason);
            }
        }
    }

    private final List<String> spellings;

    FinishReason(String... spellings) {
        this.spellings = List.of(spellings);
    }

    /** Returns what a finish reason means, whatever its case; {@link #NONE} for {@code null}. */
    public static FinishReason of(@Nullable String finishReason) {
        if (finishReason == null) {
            return NONE;
        }
        FinishReason known = BY_SPELLING.get(finishReason);
        return known != null
                ? known
                : BY_SPELLING.getOrDefault(finishReason.strip().toLowerCase(Locale.ROOT), OTHER);
    }

    /**
     * Returns the finish reason that an answer, or a chunk of one, reports. Spring AI's Ollama model passes the reason on
     * only beside both token counts, and Ollama leaves out that of a prompt that it had cached; that the answer is
     * complete stands in the response's metadata then, as {@code done}.
     *
     * @param response an answer or a chunk
     * @return its reason; {@link #NONE} where it has none, as all chunks but the last
     */
    public static FinishReason of(ChatResponse response) {
        for (Generation generation : response.getResults()) {
            FinishReason reason = of(generation.getMetadata().getFinishReason());
            if (reason != NONE) {
                return reason;
            }
        }
        ChatResponseMetadata metadata = response.getMetadata();
        return Boolean.TRUE.equals(metadata.get("done")) && !hasBothCounts(metadata.getUsage()) ? COMPLETE : NONE;
    }

    private static boolean hasBothCounts(@Nullable Usage usage) {
        return usage != null && usage.getPromptTokens() > 0 && usage.getCompletionTokens() > 0;
    }
}
