package io.github.llmfailover.execution;

import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.plan.Attempt;
import io.github.llmfailover.plan.CallPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/** What one blocking request came to: an answer, or a failure. */
sealed interface CallResult {

    /** Looks at what a client returned. */
    static CallResult of(Attempt attempt, @Nullable ChatResponse response, boolean refusalsAreAnswers) {
        Failure flaw = AnswerCheck.flawOf(response, refusalsAreAnswers);
        if (response == null || flaw != null) {
            return new Failed(flaw == null ? Failure.of(FailureKind.MALFORMED) : flaw);
        }
        return new Answered(
                attempt,
                ServedAnswer.writtenBy(attempt.member().name(), response.getResults()),
                response.getMetadata(),
                Answers.model(response),
                Answers.inputTokens(response),
                Answers.outputTokens(response),
                Answers.chars(response));
    }

    /** The request failed. */
    record Failed(Failure failure) implements CallResult {}

    /** An answer, read as a whole before the attempt counts as a success: a client may have made it badly. */
    record Answered(
            Attempt attempt,
            List<Generation> generations,
            ChatResponseMetadata metadata,
            @Nullable String model,
            int inputTokens,
            int outputTokens,
            int chars)
            implements CallResult, Turn {

        /** Ends the call with this answer, and returns it with the report. */
        ChatResponse serve(CallPlan plan) {
            attempt.delivers(chars);
            FailoverReport report = plan.succeeded(attempt, model, inputTokens, outputTokens);
            return new ChatResponse(generations, new ServedMetadata(metadata, ServedMetadata.keys(report)));
        }

        /** Ends the attempt whose answer nobody needs any more. */
        void discard(CallPlan plan) {
            attempt.used(inputTokens, outputTokens);
            plan.superseded(attempt);
        }
    }
}
