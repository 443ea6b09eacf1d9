package io.github.llmfailover.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.FailoverReport;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportedKeysTests {

    private static FailoverReport report(@Nullable String model) {
        return new FailoverReport("default", CallMode.CALL, "openai", model, true, false, false, List.of());
    }

    @Test
    void keys_areThoseOfTheReport() {
        FailoverReport report = report("gpt-5-mini");

        assertThat(new ReportedKeys(report))
                .isEqualTo(Map.of(
                        FailoverReport.PROVIDER,
                        "openai",
                        FailoverReport.MODEL,
                        "gpt-5-mini",
                        FailoverReport.FAILED_OVER,
                        true,
                        FailoverReport.DEGRADED,
                        false,
                        FailoverReport.REPORT,
                        report));
    }

    @Test
    void key_readAlone_isAsAmongAll() {
        ReportedKeys keys = new ReportedKeys(report("gpt-5-mini"));

        assertThat(keys.entrySet()).hasSize(5).allSatisfy(entry -> {
            assertThat(keys.get(entry.getKey())).isEqualTo(entry.getValue());
            assertThat(keys.containsKey(entry.getKey())).isTrue();
        });
    }

    @Test
    void key_thatTheReportLacks_isAbsent() {
        ReportedKeys keys = new ReportedKeys(report(null));

        assertThat(keys.get(FailoverReport.MODEL)).isNull();
        assertThat(keys)
                .doesNotContainKeys(FailoverReport.MODEL, FailoverReport.RESTARTED)
                .hasSize(4);
    }
}
