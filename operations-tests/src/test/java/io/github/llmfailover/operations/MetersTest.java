package io.github.llmfailover.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What alerts and dashboard ask for is there, in the scrape of an application that has been through failures. */
class MetersTest {

    /** Prometheus adds these. */
    private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), (\\w+)\\)");

    private static Scrape scrape;

    @BeforeAll
    static void goThroughFailures() {
        try (SampleApp app = SampleApp.start("llm.failover.degradation.text.answer=Nobody can answer at the moment.")) {
            Failures.goThrough(app);
            scrape = new Scrape(app.scrape());
        }
    }

    @AfterAll
    static void forget() {
        scrape = null;
    }

    static List<String> expressions() {
        List<String> expressions = new ArrayList<>();
        AlertRules.all().forEach(rule -> expressions.add(String.valueOf(rule.get("expr"))));
        new Dashboard().queries().forEach(query -> expressions.add(query.expression()));
        return expressions;
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void metricsAndLabels_ofAQuery_areInTheScrape(String expression) {
        PromQl query = PromQl.parse(expression);

        assertThat(query.metrics()).isNotEmpty();
        Set<String> all = new HashSet<>(OF_PROMETHEUS);
        query.metrics().forEach((metric, labels) -> {
            assertThat(scrape.metrics()).as("metrics of the scrape").contains(metric);
            Set<String> known = new HashSet<>(scrape.labels(metric));
            known.addAll(OF_PROMETHEUS);
            assertThat(known).as("labels of " + metric).containsAll(labels);
            all.addAll(known);
        });
        assertThat(all).containsAll(query.grouping());
    }

    @Test
    void metrics_named_areOurs() {
        assertThat(expressions())
                .flatExtracting(expression -> PromQl.parse(expression).metrics().keySet())
                .allSatisfy(metric -> assertThat(metric).startsWith("llm_failover_"));
    }

    @Test
    void variables_ofTheDashboard_areFilledFromLabelsThatExist() {
        assertThat(new Dashboard().variables()).hasSize(3).allSatisfy(query -> {
            Matcher values = LABEL_VALUES.matcher(query);
            assertThat(values.matches()).as(query).isTrue();
            PromQl selected = PromQl.parse(values.group(1));
            String metric = selected.metrics().keySet().iterator().next();
            assertThat(scrape.metrics()).contains(metric);
            assertThat(Stream.concat(scrape.labels(metric).stream(), OF_PROMETHEUS.stream()))
                    .contains(values.group(2));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPEN", "HALF_OPEN", "RESTING", "DRAINING", "DISABLED", "FORCED_OPEN", "CLOSED"})
    void states_thatAlertsMatch_areStatesOfAProvider(String state) {
        assertThat(scrape.values("llm_failover_provider_state", "state"))
                .hasSize(7)
                .contains(state);
    }

    @Test
    void outcomes_thatTheApplicationHasSeen_areWrittenAsAlertsMatchThem() {
        assertThat(scrape.values("llm_failover_attempts_seconds_count", "outcome"))
                .contains("SUCCESS", "CONNECTION", "AUTHENTICATION", "STREAM_CUT");
        assertThat(scrape.values("llm_failover_calls_seconds_count", "outcome"))
                .contains("SUCCESS")
                .containsAnyOf("ALL_PROVIDERS_FAILED", "NO_PROVIDER_AVAILABLE", "DEADLINE_EXCEEDED", "DEGRADED");
    }

    @Test
    void queries_ofTheDashboard_areValidByPromtool(@TempDir Path directory) throws Exception {
        Tool.assumeInstalled("promtool");
        StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
        int number = 0;
        for (Dashboard.Query query : new Dashboard().queries()) {
            rules.append("      - record: query_").append(number++).append("\n        expr: ");
            rules.append('\'').append(query.sent().replace("'", "''")).append("'\n");
        }
        Files.writeString(directory.resolve("dashboard.yml"), rules);

        Tool.Result result = Tool.run(directory, "promtool", "check", "rules", "dashboard.yml");

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output()).contains(number + " rules found");
    }

    @Test
    void dashboard_imported_asksTheChosenDataSource() {
        Dashboard dashboard = new Dashboard();

        assertThat(dashboard
                        .json()
                        .path("templating")
                        .path("list")
                        .path(0)
                        .path("type")
                        .asString())
                .isEqualTo("datasource");
        assertThat(dashboard.panels()).hasSizeGreaterThan(15).allSatisfy(panel -> {
            assertThat(panel.path("datasource").path("uid").asString()).isEqualTo("${datasource}");
            assertThat(panel.path("description").asString()).isNotBlank();
            panel.path("targets").forEach(target -> assertThat(
                            target.path("datasource").path("uid").asString())
                    .isEqualTo("${datasource}"));
        });
    }

    @Test
    void panels_ofTheDashboard_doNotOverlap() {
        Set<String> cells = new HashSet<>();
        for (JsonNode panel : new Dashboard().json().path("panels")) {
            JsonNode at = panel.path("gridPos");
            assertThat(at.path("x").asInt() + at.path("w").asInt()).isLessThanOrEqualTo(24);
            for (int x = 0; x < at.path("w").asInt(); x++) {
                for (int y = 0; y < at.path("h").asInt(); y++) {
                    assertThat(cells.add((at.path("x").asInt() + x) + ","
                                    + (at.path("y").asInt() + y)))
                            .as(panel.path("title").asString())
                            .isTrue();
                }
            }
        }
    }
}
