package io.github.llmfailover.execution;

import io.github.llmfailover.AnswerFinish;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.TokenUsage;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.FinishReason;
import io.github.llmfailover.plan.Attempt;
import io.github.llmfailover.plan.CallPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;

/** What one blocking request came to: an answer, or a failure. */
sealed interface CallResult {

    /**
     * Looks at what a client returned.
     *
     * @param attempt the attempt, which is told what the answer took and how it ended, be it a good one or not
     * @param sent what was sent
     * @param response what came back
     * @param estimates counts what was not reported
     * @param refusalsAreAnswers whether the caller gets a refusal as the provider gave it
     */
    static CallResult of(
            Attempt attempt,
            @Nullable Prompt sent,
            @Nullable ChatResponse response,
            UsageEstimates estimates,
            boolean refusalsAreAnswers) {
        Failure flaw = AnswerCheck.flawOf(response, refusalsAreAnswers);
        if (response == null) {
            return new Failed(flaw == null ? Failure.of(FailureKind.MALFORMED) : flaw);
        }
        FinishReason reason = FinishReason.of(response);
        AnswerFinish finish = Answers.finish(reason, Answers.hasToolCalls(response));
        if (finish != null) {
            attempt.finished(finish, reason == FinishReason.FILTERED || Answers.hasRefusal(response));
        }
        TokenUsage usage = estimates.complete(
                ReportedUsage.of(response.getMetadata().getUsage()), sent, new WholeAnswer(response));
        attempt.used(usage);
        if (flaw != null) {
            return new Failed(flaw);
        }
        return new Answered(
                attempt,
                ServedAnswer.writtenBy(attempt.member().name(), response.getResults()),
                response.getMetadata(),
                Answers.model(response),
                usage,
                Answers.chars(response));
    }

    /** An answer that has arrived as one. */
    record WholeAnswer(ChatResponse response) implements UsageEstimates.Arrived {

        @Override
        public boolean whole() {
            return true;
        }

        @Override
        public String text() {
            StringBuilder text = new StringBuilder(Answers.text(response.getResults()));
            Answers.appendToolCalls(response, text);
            return text.toString();
        }

        @Override
        public long reasoningChars() {
            return Answers.reasoningChars(response);
        }
    }

    /** The request failed. */
    record Failed(Failure failure) implements CallResult {}

    /** An answer, read as a whole before the attempt counts as a success: a client may have made it badly. */
    record Answered(
            Attempt attempt,
            List<Generation> generations,
            ChatResponseMetadata metadata,
            @Nullable String model,
            TokenUsage usage,
            int chars)
            implements CallResult, Turn {

        /** Ends the call with this answer, and returns it with the report. */
        ChatResponse serve(CallPlan plan) {
            attempt.delivers(chars);
            FailoverReport report = plan.succeeded(attempt, model, usage);
            return new ChatResponse(generations, new ServedMetadata(metadata, ServedMetadata.keys(report)));
        }

        /** Ends the attempt whose answer nobody needs any more. */
        void discard(CallPlan plan) {
            plan.superseded(attempt);
        }
    }
}
