package io.github.llmfailover.execution;

import io.github.llmfailover.TokenCount;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.Usage;

/** What an answer of several parts has taken: what the last provider reports, and what those before it did. */
record UsageOfParts(Usage last, TokenCount earlier) implements Usage {

    @Override
    public Integer getPromptTokens() {
        return sum(last.getPromptTokens(), earlier.input());
    }

    @Override
    public Integer getCompletionTokens() {
        return sum(last.getCompletionTokens(), earlier.output());
    }

    @Override
    public Integer getTotalTokens() {
        return getPromptTokens() + getCompletionTokens();
    }

    /** The last provider's own counts would contradict the sums. */
    @Override
    public Object getNativeUsage() {
        return Map.of("promptTokens", getPromptTokens(), "completionTokens", getCompletionTokens());
    }

    private static Integer sum(@Nullable Integer own, long more) {
        return (int) Math.min(Integer.MAX_VALUE, (own == null ? 0 : own) + more);
    }
}
