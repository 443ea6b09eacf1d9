package io.github.llmfailover;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * An answer that an {@link AnswerValidator} judges.
 *
 * @param provider who gave it
 * @param model the model that was asked for; {@code null} where the provider's own default served
 * @param prompt what the caller asked
 * @param text the answer's text, without the model's reasoning
 */
public record CheckedAnswer(String provider, @Nullable String model, Prompt prompt, String text) {

    /** Names the provider and the model; neither prompt nor answer. */
    @Override
    public String toString() {
        return "CheckedAnswer[" + provider + ", " + model + "]";
    }
}
