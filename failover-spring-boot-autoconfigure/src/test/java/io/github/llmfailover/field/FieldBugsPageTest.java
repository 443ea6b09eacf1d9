package io.github.llmfailover.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code docs/field-bugs.md} says is tested, is. */
class FieldBugsPageTest {

    private static final Pattern TEST = Pattern.compile("`([\\w.]+)#(\\w+)`");

    @ParameterizedTest
    @MethodSource("bugs")
    void bug_inTheTable_hasTestsThatExist(String row) {
        List<MatchResult> tests = TEST.matcher(row).results().toList();

        assertThat(row.split("(?<!\\\\)\\|")).as("empty, bug, tests").hasSize(3);
        assertThat(tests).isNotEmpty().allSatisfy(test -> assertThat(isTest(test.group(1), test.group(2)))
                .as(test.group())
                .isTrue());
    }

    /** As many as were reported: sixteen of streams, eight of cooling, ten of chain, cost and visibility. */
    @Test
    void bugs_ofEachGroup_areAllThere() {
        assertThat(page().lines().filter(line -> line.startsWith("## ")).toList())
                .containsExactly("## Streams", "## Cooling", "## Chain, cost, visibility");
        assertThat(Arrays.stream(page().split("\n## ")).skip(1).map(group -> rows(group)
                        .size()))
                .containsExactly(16, 8, 10);
    }

    private static boolean isTest(String type, String method) throws ClassNotFoundException {
        for (Method each : Class.forName("io.github.llmfailover." + type).getDeclaredMethods()) {
            if (each.getName().equals(method)
                    && (each.isAnnotationPresent(Test.class) || each.isAnnotationPresent(ParameterizedTest.class))) {
                return true;
            }
        }
        return false;
    }

    static List<String> bugs() {
        return rows(page());
    }

    private static List<String> rows(String text) {
        return text.lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| bug |"))
                .toList();
    }

    private static String page() {
        try {
            return Files.readString(Path.of("../docs/field-bugs.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
