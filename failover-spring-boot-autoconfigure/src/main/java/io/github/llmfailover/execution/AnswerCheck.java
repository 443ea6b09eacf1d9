package io.github.llmfailover.execution;

import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;

/** Tells an answer from what only looks like one. */
final class AnswerCheck {

    private AnswerCheck() {}

    /**
     * Returns what is wrong with an answer that arrived without an exception; {@code null} where nothing is. A refusal is
     * an answer: the caller gets it as the provider gave it.
     */
    static @Nullable Failure flawOf(@Nullable ChatResponse response) {
        return response == null || !Answers.hasContent(response) ? Failure.of(FailureKind.MALFORMED) : null;
    }
}
