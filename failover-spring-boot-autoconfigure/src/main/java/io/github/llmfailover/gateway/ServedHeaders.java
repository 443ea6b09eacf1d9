package io.github.llmfailover.gateway;

import io.github.llmfailover.FailoverReport;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.http.HttpHeaders;

/** The headers that tell how a request was served. */
final class ServedHeaders {

    static final String REQUEST_ID = "x-request-id";

    static final String PROVIDER = "x-llm-failover-provider";

    static final String MODEL = "x-llm-failover-model";

    static final String ATTEMPTS = "x-llm-failover-attempts";

    static final String DEGRADED = "x-llm-failover-degraded";

    static final String DEGRADED_AGE = "x-llm-failover-degraded-age-ms";

    static final String IGNORED = "x-llm-failover-ignored";

    /** More than the 32 ignored names that are listed at most, or any name of a model, should take. */
    private static final int AT_MOST = 4096;

    private ServedHeaders() {}

    /**
     * Adds what is known of who serves.
     *
     * @param response a whole answer, or the first part of one, of which the attempts are not known yet
     */
    static void served(HttpHeaders headers, ChatResponse response) {
        FailoverReport report = FailoverReport.of(response);
        if (report != null) {
            headers.set(ATTEMPTS, Integer.toString(report.attempts().size()));
        }
        set(headers, DEGRADED, response.getMetadata().get(FailoverReport.DEGRADED_TIER));
        set(headers, DEGRADED_AGE, response.getMetadata().get(FailoverReport.DEGRADED_AGE));
        set(headers, PROVIDER, response.getMetadata().get(FailoverReport.PROVIDER));
        Object model = response.getMetadata().get(FailoverReport.MODEL);
        set(headers, MODEL, model != null ? model : response.getMetadata().getModel());
    }

    static void ignored(HttpHeaders headers, List<String> fields) {
        if (!fields.isEmpty()) {
            set(headers, IGNORED, String.join(", ", fields));
        }
    }

    /** A provider's own model name comes over the wire: a line break in it would be the next header, and clients bound heads. */
    private static void set(HttpHeaders headers, String name, @Nullable Object value) {
        if (value == null) {
            return;
        }
        String text = value.toString();
        if (!text.isEmpty() && text.length() <= AT_MOST && text.chars().allMatch(c -> c >= ' ' && c < 127)) {
            headers.set(name, text);
        }
    }
}
