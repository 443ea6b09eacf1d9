package io.github.llmfailover.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.models.messages.MessageDeltaUsage;
import com.google.genai.types.GenerateContentResponseUsageMetadata;
import com.openai.models.completions.CompletionUsage;
import io.github.llmfailover.TokenUsage;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.EmptyUsage;

/** Providers count alike what they bill alike: what differs is what their clients hand over. */
class ReportedUsageTest {

    @Test
    void openAisInput_hasTheCachedWithinIt() {
        CompletionUsage counted = CompletionUsage.builder()
                .promptTokens(100)
                .completionTokens(20)
                .totalTokens(120)
                .build();

        assertThat(ReportedUsage.of(new DefaultUsage(100, 20, 120, counted, 60L, null)))
                .isEqualTo(new TokenUsage(100, 60, 0, 20, false, false));
    }

    @Test
    void anthropicsInput_hasTheCachedBesideIt() {
        MessageDeltaUsage counted = MessageDeltaUsage.builder()
                .inputTokens(40)
                .cacheReadInputTokens(60)
                .cacheCreationInputTokens(10)
                .outputTokens(20)
                .serverToolUse(Optional.empty())
                .outputTokensDetails(Optional.empty())
                .build();

        assertThat(ReportedUsage.of(new DefaultUsage(40, 20, 60, counted, 60L, 10L)))
                .isEqualTo(new TokenUsage(110, 60, 10, 20, false, false));
    }

    @Test
    void googlesOutput_hasTheThinkingBesideIt() {
        GenerateContentResponseUsageMetadata counted = GenerateContentResponseUsageMetadata.builder()
                .promptTokenCount(100)
                .candidatesTokenCount(20)
                .thoughtsTokenCount(300)
                .totalTokenCount(420)
                .build();

        assertThat(ReportedUsage.of(new DefaultUsage(100, 20, 420, counted)))
                .isEqualTo(new TokenUsage(100, 0, 0, 320, false, false));
    }

    @Test
    void nothingReported_isNone() {
        assertThat(ReportedUsage.of(new EmptyUsage())).isSameAs(TokenUsage.NONE);
        assertThat(ReportedUsage.of(null)).isSameAs(TokenUsage.NONE);
    }

    @Test
    void moreCachedThanThereIs_isNoMoreThanThereIs() {
        assertThat(ReportedUsage.of(new DefaultUsage(10, 1, 11, null, 50L, 50L)))
                .isEqualTo(new TokenUsage(10, 10, 0, 1, false, false));
    }
}
