package io.github.llmfailover.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.TokenUsage;
import io.github.llmfailover.provider.Price;
import io.github.llmfailover.time.TimeSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.prompt.Prompt;

class UsageEstimatesTest {

    private final AtomicInteger counted = new AtomicInteger();

    /** A token for two characters. */
    private final UsageEstimates estimates = UsageEstimates.with(
            text -> {
                counted.addAndGet(text.length());
                return text.length() / 2;
            },
            TimeSource.system());

    private final Prompt prompt = new Prompt("a prompt");

    @Test
    void wholeAnswer_withUsage_isNotCounted() {
        TokenUsage reported = TokenUsage.reported(10, 20);

        assertThat(estimates.complete(reported, prompt, new ArrivedText(true, "text", 0)))
                .isSameAs(reported);
        assertThat(counted).hasValue(0);
    }

    @Test
    void brokenAnswer_isCountedAsFarAsItArrived() {
        assertThat(estimates.complete(TokenUsage.NONE, prompt, new ArrivedText(false, "ten chars.", 8)))
                .isEqualTo(new TokenUsage(4 + 4, 0, 0, 5 + 2, true, true));
    }

    @Test
    void brokenAnswer_whoseUsageWasToldWithEachPart_keepsWhatWasTold() {
        assertThat(estimates.complete(TokenUsage.reported(10, 20), prompt, new ArrivedText(false, "ten chars.", 0)))
                .isEqualTo(TokenUsage.reported(10, 20));
        assertThat(estimates.complete(TokenUsage.reported(10, 1), prompt, new ArrivedText(false, "ten chars.", 0)))
                .isEqualTo(new TokenUsage(10, 0, 0, 5, false, true));
    }

    @Test
    void longText_isCountedAtItsBeginning_andGoesOnAsItBegan() {
        String text = "x".repeat(1_000_000);

        TokenUsage usage = estimates.complete(TokenUsage.reported(1, 0), prompt, new ArrivedText(false, text, 0));

        assertThat(usage.output()).isEqualTo(500_000);
        assertThat(counted).hasValue(UsageEstimates.MOST_CHARS);
    }

    @Test
    void tokenizer_thatFails_leavesWhatWasReported() {
        UsageEstimates failing = UsageEstimates.with(
                text -> {
                    throw new IllegalStateException("no vocabulary");
                },
                TimeSource.system());

        assertThat(failing.complete(TokenUsage.NONE, prompt, new ArrivedText(false, "text", 0)))
                .isEqualTo(TokenUsage.NONE);
    }

    @Test
    void cost_ofEstimatesAndOfOtherModels_isMarked() {
        Price price = new Price(2, 0.5, 2.5, 10, "USD");

        assertThat(price.of(new TokenUsage(1_000_000, 400_000, 200_000, 100_000, false, true), false))
                .satisfies(cost -> assertThat(cost.amount()).isEqualTo(0.4 * 2 + 0.2 * 2.5 + 0.4 * 0.5 + 1))
                .satisfies(cost -> assertThat(cost.estimated()).isEqualTo(1));
        assertThat(price.of(TokenUsage.reported(1_000_000, 0), true))
                .satisfies(cost -> assertThat(cost.estimated()).isEqualTo(2));
    }
}
