package io.github.llmfailover.sample;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.FailoverReport;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * An answer, and who gave it.
 *
 * @param provider who served
 * @param model the model that served
 * @param failedOver whether another than the first choice served
 * @param degraded what answered where no provider could; {@code null} where one could
 * @param attempts what was tried, in order: provider and outcome
 * @param answer the text; {@code null} where it has been streamed already
 */
record Reply(
        @Nullable String provider,
        @Nullable String model,
        boolean failedOver,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String degraded,
        List<String> attempts,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String answer) {

    static Reply of(ChatResponse response) {
        return of(FailoverReport.of(response), text(response));
    }

    /** The report is absent where something else than the failover model answered. */
    static Reply of(@Nullable FailoverReport report, @Nullable String answer) {
        if (report == null) {
            return new Reply(null, null, false, null, List.of(), answer);
        }
        List<String> attempts =
                report.attempts().stream().map(AttemptReport::toString).toList();
        String tier = report.degradation() == null ? null : report.degradation().tier();
        return new Reply(report.provider(), report.model(), report.failedOver(), tier, attempts, answer);
    }

    /** The text of a response or of a chunk; empty where it carries none. */
    static String text(ChatResponse response) {
        String text = response.getResult() == null
                ? null
                : response.getResult().getOutput().getText();
        return text == null ? "" : text;
    }
}
