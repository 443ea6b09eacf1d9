package io.github.llmfailover.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** What {@code docs/operations} holds. */
final class AlertRules {

    static final Path DIRECTORY = Path.of("../docs/operations");

    static final List<String> TESTS = List.of("alerts-test.yml", "alerts-days-test.yml");

    private AlertRules() {}

    /** The alerts as they are written: {@code alert}, {@code expr}, {@code for}, {@code labels}, {@code annotations}. */
    static List<Map<String, Object>> all() {
        return maps(yaml("alerts.yml").get("groups")).stream()
                .flatMap(group -> maps(group.get("rules")).stream())
                .toList();
    }

    /** The cases for an alert, each the labels that are expected to fire. */
    static List<Boolean> casesOf(String alert) {
        return TESTS.stream()
                .flatMap(file -> maps(yaml(file).get("tests")).stream())
                .flatMap(test -> maps(test.get("alert_rule_test")).stream())
                .filter(test -> alert.equals(test.get("alertname")))
                .map(test -> test.get("exp_alerts") != null)
                .toList();
    }

    static String text(String file) {
        try {
            return Files.readString(DIRECTORY.resolve(file));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    static Map<String, Object> yaml(String file) {
        return map(new Yaml().load(text(file)));
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> maps(Object value) {
        return (List<Map<String, Object>>) value;
    }
}
