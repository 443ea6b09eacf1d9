package io.github.llmfailover.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.ResolvableType;

/** What the pages about the pattern, its failures and its levers name, there is: meters, properties, tests, alerts. */
class FailureModesPageTest {

    private static final String MODES = "docs/failure-modes.md";

    private static final Pattern NAME = Pattern.compile("`(llm\\.failover\\.[a-z.<>-]+)(?:: [^`]*)?`");

    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+Tests?)(?:#(\\w+))?`");

    private static final Pattern ALERT = Pattern.compile("`(Llm[A-Z]\\w+)`");

    private static final Pattern METER = Pattern.compile("builder\\(\\s*\"(llm\\.failover\\.[a-z.]+)\"");

    @ParameterizedTest
    @ValueSource(strings = {MODES, "docs/tuning.md", "docs/pattern.md"})
    void names_inFull_areMetersOrProperties(String page) {
        assertThat(names(NAME, page)).allSatisfy(name -> assertThat(meters().contains(name) || isProperty(name))
                .as(name + " is a meter or a property")
                .isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {MODES, "docs/tuning.md", "docs/pattern.md"})
    void tests_named_exist(String page) {
        assertThat(TEST.matcher(Readme.text(page)).results().toList())
                .isNotEmpty()
                .allSatisfy(test -> assertThat(source(test.group(1)))
                        .as(test.group(1))
                        .hasValueSatisfying(source -> {
                            if (test.group(2) != null) {
                                assertThat(source).contains(" " + test.group(2) + "(");
                            }
                        }));
    }

    @ParameterizedTest
    @ValueSource(strings = {MODES, "docs/tuning.md"})
    void alerts_named_exist(String page) {
        String rules = Readme.text("docs/operations/alerts.yml");

        assertThat(names(ALERT, page)).isNotEmpty().allSatisfy(alert -> assertThat(rules)
                .contains("alert: " + alert + "\n"));
    }

    /** None of the ways is told of without what shows it, what keeps it small, and a test. */
    @Test
    void everyWay_hasASignalAMitigationAndATest() {
        List<String> rows = Readme.text(MODES)
                .lines()
                .filter(line -> line.startsWith("| **"))
                .toList();

        assertThat(rows).hasSizeGreaterThan(12).allSatisfy(row -> {
            String[] cells = row.split(" \\| ");
            assertThat(cells).hasSize(4);
            assertThat(cells[1]).contains("`");
            assertThat(cells[3]).containsPattern(TEST);
        });
    }

    private static TreeSet<String> names(Pattern pattern, String page) {
        TreeSet<String> names = new TreeSet<>();
        pattern.matcher(Readme.text(page)).results().map(name -> name.group(1)).forEach(names::add);
        return names;
    }

    private static TreeSet<String> meters() {
        TreeSet<String> meters = new TreeSet<>();
        files("/src/main/")
                .map(FailureModesPageTest::read)
                .flatMap(source -> METER.matcher(source).results())
                .map((MatchResult meter) -> meter.group(1))
                .forEach(meters::add);
        return meters;
    }

    private static boolean isProperty(String name) {
        List<String> parts = List.of(name.substring("llm.failover.".length()).split("\\."));
        ResolvableType type;
        try {
            type = ResolvableType.forClass(Class.forName("io.github.llmfailover.autoconfigure.FailoverProperties"));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
        for (String part : parts) {
            if (Map.class.isAssignableFrom(type.toClass())) {
                type = type.getGeneric(1);
            } else if (type.toClass().isRecord()) {
                Optional<RecordComponent> component = Arrays.stream(
                                type.toClass().getRecordComponents())
                        .filter(each -> kebab(each.getName()).equals(part))
                        .findFirst();
                if (component.isEmpty()) {
                    return false;
                }
                type = ResolvableType.forType(component.get().getGenericType());
            } else {
                return false;
            }
        }
        return true;
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static Optional<String> source(String test) {
        return files("/src/test/")
                .filter(file -> file.getFileName().toString().equals(test + ".java"))
                .findFirst()
                .map(FailureModesPageTest::read);
    }

    private static Stream<Path> files(String below) {
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            return files
                    .filter(file ->
                            file.toString().endsWith(".java") && file.toString().contains(below))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
