package io.github.llmfailover.execution;

import io.github.llmfailover.TokenUsage;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.Usage;

/**
 * Reads what a client says that a request took. Spring AI hands counts on as each provider makes them, and they are not
 * made alike: whether input tokens contain those of the prompt cache, and output tokens those of the model's thinking,
 * depends on who counted. That shows only in the provider's own object, which is known here by its name, so that no client
 * library is needed.
 */
final class ReportedUsage {

    /** Who counts the tokens that were read from the prompt cache, or put there, beside the input and not within it. */
    private static final String[] CACHE_APART = {"com.anthropic.", "software.amazon.awssdk."};

    /** Who counts the tokens of thinking beside the output, though they cost what output does. */
    private static final String[] THINKING_APART = {"com.google.genai."};

    private ReportedUsage() {}

    /** Returns what was reported; {@link TokenUsage#NONE}, and at no cost, where that is nothing, as for nearly all chunks. */
    static TokenUsage of(@Nullable Usage usage) {
        if (usage == null) {
            return TokenUsage.NONE;
        }
        int prompt = count(usage.getPromptTokens());
        int completion = count(usage.getCompletionTokens());
        if (prompt <= 0 && completion <= 0) {
            return TokenUsage.NONE;
        }
        long read = count(usage.getCacheReadInputTokens());
        long written = count(usage.getCacheWriteInputTokens());
        Object counted = usage.getNativeUsage();
        String whose = counted == null ? "" : counted.getClass().getName();
        long input = isOf(CACHE_APART, whose) ? prompt + read + written : prompt;
        long output =
                isOf(THINKING_APART, whose) ? Math.max(completion, count(usage.getTotalTokens()) - prompt) : completion;
        return new TokenUsage(input, read, written, output, false, false);
    }

    /** A client of the user's may not keep the promise of its interface. */
    private static int count(@Nullable Integer tokens) {
        return tokens == null ? 0 : tokens;
    }

    private static long count(@Nullable Long tokens) {
        return tokens == null ? 0 : Math.max(0, tokens);
    }

    private static boolean isOf(String[] packages, String className) {
        for (String each : packages) {
            if (className.startsWith(each)) {
                return true;
            }
        }
        return false;
    }
}
