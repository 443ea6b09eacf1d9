package io.github.llmfailover.operations;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import java.util.Set;

/** Parts of the library that alerts, dashboard and runbook name; what asks for one that this build lacks is skipped. */
enum Parts {
    COST("io.github.llmfailover.observation.SpendingMeters", Set.of("llm_failover_cost_total")),
    DRILL(
            "io.github.llmfailover.observation.DrillMeters",
            Set.of("llm_failover_drills_seconds_count", "llm_failover_drill_passed")),
    DEGRADATION("io.github.llmfailover.observation.DegradationListener", Set.of("llm_failover_degraded_total")),
    OBSERVATIONS("io.github.llmfailover.observation.FailoverObservationDocumentation", Set.of());

    private final String type;

    private final Set<String> metrics;

    @SuppressWarnings("ImmutableEnumChecker") // Sets of constants.
    Parts(String type, Set<String> metrics) {
        this.type = type;
        this.metrics = metrics;
    }

    boolean there() {
        return Parts.class.getClassLoader().getResource(type.replace('.', '/') + ".class") != null;
    }

    void assumeThere() {
        assumeTrue(there(), "This build lacks " + type);
    }

    /** Skips a test of a query that names a meter of a part that is not there. */
    static void assumeThere(Map<String, ?> metrics) {
        for (Parts part : values()) {
            if (part.metrics.stream().anyMatch(metrics::containsKey)) {
                part.assumeThere();
            }
        }
    }

    static boolean there(Map<String, ?> metrics) {
        for (Parts part : values()) {
            if (!part.there() && part.metrics.stream().anyMatch(metrics::containsKey)) {
                return false;
            }
        }
        return true;
    }
}
