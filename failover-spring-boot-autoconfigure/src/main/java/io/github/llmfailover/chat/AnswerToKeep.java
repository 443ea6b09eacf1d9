package io.github.llmfailover.chat;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.execution.Answers;
import io.github.llmfailover.failure.FinishReason;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/**
 * Collects an answer, whole or by its chunks, and tells whether it is one to be given again: text of one provider, said to
 * its end. Nothing that carries tool calls, media or a refusal, was cut short, filtered, resumed or begun anew, or was
 * itself degraded.
 */
final class AnswerToKeep {

    /** What is longer is no answer to be given again. */
    private static final int LONGEST = 256 * 1024;

    /** The first text, which of a whole answer is all of it and need not be copied. */
    private String first = "";

    /** All texts, once there are several; {@code null} before. */
    private @Nullable StringBuilder all;

    private FinishReason finish = FinishReason.NONE;

    private boolean unfit;

    private @Nullable FailoverReport report;

    void add(ChatResponse part) {
        if (unfit) {
            return;
        }
        FailoverReport known = FailoverReport.of(part);
        if (known != null) {
            report = known;
        }
        FinishReason reason = FinishReason.of(part);
        if (reason != FinishReason.NONE) {
            finish = reason;
        }
        if (part.getResults().size() > 1
                || FailoverReport.isRestart(part)
                || Answers.hasToolCalls(part)
                || Answers.hasRefusal(part)) {
            unfit = true;
            return;
        }
        for (Generation generation : part.getResults()) {
            add(generation.getOutput());
        }
    }

    private void add(AssistantMessage message) {
        if (!message.getMedia().isEmpty()) {
            unfit = true;
        } else if (message.getText() != null && !Answers.isReasoning(message)) {
            add(message.getText());
        }
    }

    private void add(String text) {
        if (first.isEmpty()) {
            first = text;
        } else if (!text.isEmpty()) {
            StringBuilder known = all;
            if (known == null) {
                known = new StringBuilder(first);
                all = known;
            }
            known.append(text);
        }
        unfit = (all == null ? first : all).length() > LONGEST;
    }

    /** Returns the text of the answer; {@code null} where it is not one to be given again. */
    @Nullable
    String text() {
        FailoverReport known = report;
        if (unfit
                || finish != FinishReason.COMPLETE
                || known == null
                || known.degraded()
                || known.restarted()
                || contributions(known) != 1) {
            return null;
        }
        String text = all == null ? first : all.toString();
        return text.isBlank() ? null : text;
    }

    private static int contributions(FailoverReport report) {
        int contributions = 0;
        for (AttemptReport attempt : report.attempts()) {
            contributions += attempt.contributed() ? 1 : 0;
        }
        return contributions;
    }

    /** Returns the chain that served. Only where there is a text. */
    String chain() {
        FailoverReport known = report;
        return known == null ? "" : known.chain();
    }
}
