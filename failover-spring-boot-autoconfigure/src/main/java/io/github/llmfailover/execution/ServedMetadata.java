package io.github.llmfailover.execution;

import io.github.llmfailover.Degradation;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.TokenCount;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.PromptMetadata;
import org.springframework.ai.chat.metadata.RateLimit;
import org.springframework.ai.chat.metadata.Usage;

/**
 * A provider's metadata with ours on top. A view, since each chunk of a stream gets one and copying a map for each would
 * cost more than all the rest of the layer.
 */
final class ServedMetadata extends ChatResponseMetadata {

    private final ChatResponseMetadata original;

    private final Map<String, Object> ours;

    private final TokenCount earlierParts;

    ServedMetadata(ChatResponseMetadata original, Map<String, Object> ours) {
        this(original, ours, TokenCount.ZERO);
    }

    /**
     * Creates metadata of an answer of several parts.
     *
     * @param original the provider's own
     * @param ours what is laid on top
     * @param earlierParts the tokens that other providers reported for parts of the same answer
     */
    ServedMetadata(ChatResponseMetadata original, Map<String, Object> ours, TokenCount earlierParts) {
        this.original = original;
        this.ours = ours;
        this.earlierParts = earlierParts;
    }

    /** What every chunk says of who serves it. */
    static Map<String, Object> keys(String provider, @Nullable String model, boolean failedOver) {
        return model == null
                ? Map.of(
                        FailoverReport.PROVIDER,
                        provider,
                        FailoverReport.FAILED_OVER,
                        failedOver,
                        FailoverReport.DEGRADED,
                        false)
                : Map.of(
                        FailoverReport.PROVIDER,
                        provider,
                        FailoverReport.MODEL,
                        model,
                        FailoverReport.FAILED_OVER,
                        failedOver,
                        FailoverReport.DEGRADED,
                        false);
    }

    /** What a whole answer, or the last chunk of one, says of how it was served. */
    static Map<String, Object> keys(FailoverReport report) {
        Degradation tier = report.degradation();
        return tier == null ? new ReportedKeys(report) : keys(report, tier);
    }

    private static Map<String, Object> keys(FailoverReport report, Degradation tier) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put(FailoverReport.FAILED_OVER, report.failedOver());
        keys.put(FailoverReport.DEGRADED, true);
        keys.put(FailoverReport.DEGRADED_TIER, tier.tier());
        if (tier.age() != null) {
            keys.put(FailoverReport.DEGRADED_AGE, tier.age().toMillis());
        }
        keys.put(FailoverReport.REPORT, report);
        return keys;
    }

    @Override
    public String getId() {
        return original.getId();
    }

    @Override
    public String getModel() {
        return original.getModel();
    }

    @Override
    public RateLimit getRateLimit() {
        return original.getRateLimit();
    }

    @Override
    public Usage getUsage() {
        Usage usage = original.getUsage();
        // A chunk that reports nothing goes on reporting nothing.
        boolean whole = earlierParts.equals(TokenCount.ZERO)
                || (Answers.inputTokens(usage) == 0 && Answers.outputTokens(usage) == 0);
        return whole ? usage : new UsageOfParts(usage, earlierParts);
    }

    @Override
    public PromptMetadata getPromptMetadata() {
        return original.getPromptMetadata();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T get(String key) {
        Object value = ours.get(key);
        return value != null ? (T) value : original.get(key);
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T> T getRequired(Object key) {
        Object value = ours.get(key);
        return value != null ? (T) value : original.getRequired(key);
    }

    @Override
    public boolean containsKey(Object key) {
        return ours.containsKey(key) || original.containsKey(key);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T getOrDefault(Object key, T defaultObject) {
        Object value = ours.get(key);
        return value != null ? (T) value : original.getOrDefault(key, defaultObject);
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
        return merged().entrySet();
    }

    @Override
    public Set<String> keySet() {
        return merged().keySet();
    }

    @Override
    public boolean isEmpty() {
        return false;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }

    private Map<String, Object> merged() {
        Map<String, Object> merged = new LinkedHashMap<>();
        for (Map.Entry<String, Object> entry : original.entrySet()) {
            merged.put(entry.getKey(), entry.getValue());
        }
        merged.putAll(ours);
        return merged;
    }
}
