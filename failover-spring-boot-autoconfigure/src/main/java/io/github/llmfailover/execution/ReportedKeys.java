package io.github.llmfailover.execution;

import io.github.llmfailover.FailoverReport;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the metadata of an answer says of a call that a provider has served: read from the report when it is asked for. */
final class ReportedKeys extends AbstractMap<String, Object> {

    private final FailoverReport report;

    ReportedKeys(FailoverReport report) {
        this.report = report;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        if (!(key instanceof String name)) {
            return null;
        }
        return switch (name) {
            case FailoverReport.PROVIDER -> String.valueOf(report.provider());
            case FailoverReport.MODEL -> report.model();
            case FailoverReport.FAILED_OVER -> report.failedOver();
            case FailoverReport.DEGRADED -> report.degraded();
            case FailoverReport.REPORT -> report;
            default -> null;
        };
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(FailoverReport.PROVIDER, String.valueOf(report.provider()));
        if (report.model() != null) {
            all.put(FailoverReport.MODEL, report.model());
        }
        all.put(FailoverReport.FAILED_OVER, report.failedOver());
        all.put(FailoverReport.DEGRADED, report.degraded());
        all.put(FailoverReport.REPORT, report);
        return Map.copyOf(all).entrySet();
    }
}
