package io.github.llmfailover.execution;

import io.github.llmfailover.failure.AnswerEnd;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.FinishReason;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;

/** Tells an answer from what only looks like one. */
final class AnswerCheck {

    private AnswerCheck() {}

    /**
     * Returns what is wrong with an answer that arrived without an exception.
     *
     * @param response the answer
     * @param refusalsAreAnswers whether the caller gets a refusal as the provider gave it
     * @return the failure; {@code null} where the answer is one
     */
    static @Nullable Failure flawOf(@Nullable ChatResponse response, boolean refusalsAreAnswers) {
        if (response == null) {
            return Failure.of(FailureKind.MALFORMED);
        }
        return flawOf(
                new AnswerEnd(
                        FinishReason.of(response),
                        false,
                        Answers.hasContent(response),
                        Answers.hasToolCalls(response),
                        Answers.hasRefusal(response)),
                refusalsAreAnswers);
    }

    /** Returns what is wrong with an answer that ended like this; {@code null} where nothing is. */
    static @Nullable Failure flawOf(AnswerEnd end, boolean refusalsAreAnswers) {
        FailureKind kind = end.failure();
        if (kind == null || (kind == FailureKind.CONTENT_FILTERED && refusalsAreAnswers)) {
            return null;
        }
        return Failure.of(kind);
    }
}
