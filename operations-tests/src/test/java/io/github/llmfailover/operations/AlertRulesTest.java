package io.github.llmfailover.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts fire when they should and not otherwise, by promtool, and lead to the runbook. */
class AlertRulesTest {

    private static final String RUNBOOK = "docs/operations/runbook.md#";

    @Test
    void rules_byPromtool_areValid() throws Exception {
        Tool.assumeInstalled("promtool");

        Tool.Result result = Tool.run(AlertRules.DIRECTORY, "promtool", "check", "rules", "alerts.yml");

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output())
                .contains(AlertRules.all().size() + " rules found")
                .doesNotContain("duplicate");
    }

    @Test
    void rules_byPromtool_passTheirTests() throws Exception {
        Tool.assumeInstalled("promtool");

        Tool.Result result = test(AlertRules.DIRECTORY);

        assertThat(result.status()).as(result.output()).isZero();
    }

    @Test
    void rules_thatNeverFire_failTheirTests(@TempDir Path directory) throws Exception {
        Tool.assumeInstalled("promtool");
        copyTests(directory);
        Files.writeString(
                directory.resolve("alerts.yml"),
                AlertRules.text("alerts.yml")
                        .replaceAll("(?s)expr: .*?\\n( +)(for|labels):", "expr: vector(0) > 1\n$1$2:"));

        Tool.Result result = test(directory);

        assertThat(result.status()).isNotZero();
        assertThat(AlertRules.all())
                .allSatisfy(rule -> assertThat(result.output()).contains("alertname: " + rule.get("alert") + ","));
    }

    @Test
    void alerts_each_haveACaseThatFiresAndOneThatDoesNot() {
        assertThat(AlertRules.all()).hasSizeGreaterThan(10).allSatisfy(rule -> assertThat(
                        AlertRules.casesOf(String.valueOf(rule.get("alert"))))
                .contains(true, false));
    }

    @Test
    void alerts_each_leadToASectionOfTheRunbook() {
        List<String> sections = AlertRules.text("runbook.md")
                .lines()
                .filter(line -> line.startsWith("## Llm"))
                .map(line -> line.substring("## ".length()))
                .toList();

        assertThat(AlertRules.all()).allSatisfy(rule -> {
            Map<String, Object> annotations = AlertRules.map(rule.get("annotations"));
            assertThat(annotations.get("runbook"))
                    .isEqualTo(RUNBOOK + String.valueOf(rule.get("alert")).toLowerCase(java.util.Locale.ROOT));
            assertThat(String.valueOf(annotations.get("summary"))).contains("{{ $labels.job }}");
            assertThat(AlertRules.map(rule.get("labels")).get("severity")).isIn("critical", "warning", "info");
        });
        assertThat(sections)
                .containsExactlyElementsOf(AlertRules.all().stream()
                        .map(rule -> String.valueOf(rule.get("alert")))
                        .toList());
    }

    private static Tool.Result test(Path directory) throws IOException, InterruptedException {
        String[] command = {"promtool", "test", "rules"};
        String[] whole = Arrays.copyOf(command, command.length + AlertRules.TESTS.size());
        for (int file = 0; file < AlertRules.TESTS.size(); file++) {
            whole[command.length + file] = AlertRules.TESTS.get(file);
        }
        return Tool.run(directory, whole);
    }

    private static void copyTests(Path directory) throws IOException {
        for (String file : AlertRules.TESTS) {
            Files.copy(AlertRules.DIRECTORY.resolve(file), directory.resolve(file));
        }
    }
}
