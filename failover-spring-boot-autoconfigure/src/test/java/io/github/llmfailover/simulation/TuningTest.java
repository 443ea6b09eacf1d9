package io.github.llmfailover.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Turns each lever to where it does harm and measures what that costs, in virtual time. The tables are in
 * {@code target/tuning.md} afterwards, to be put on the page {@code docs/tuning.md}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TuningTest {

    private static final Path PAGE = Path.of("../docs/tuning.md");

    private static final Path FILE = Path.of("target", "tuning.md");

    /** The decimal places of the figures differ, and so does the least that means anything. */
    private static final double[] LEAST = {5, 0.5, 0.05};

    private final List<String> measured = new ArrayList<>();

    static List<Tuning.Table> tables() {
        return Tuning.tables();
    }

    /** The page has the same settings and columns, and figures that are within a fifth of what is measured now. */
    @ParameterizedTest
    @MethodSource("tables")
    void table_onThePage_isWhatIsMeasured(Tuning.Table table) throws IOException {
        String head = "| " + table.weather() + " |"
                + String.join(
                        "",
                        table.columns().stream()
                                .map(column -> " " + column.title + " |")
                                .toList());
        measured.add(head);
        measured.add("|---|" + "---|".repeat(table.columns().size()));
        List<String> page = Files.readAllLines(PAGE);
        int at = page.indexOf(head);
        List<String> onPage = at < 0
                ? List.of()
                : page.subList(at + 2, page.size()).stream()
                        .takeWhile(line -> line.startsWith("|"))
                        .toList();
        List<String> now = new ArrayList<>();
        for (Tuning.Play play : table.plays()) {
            now.add(line(play.setting(), table.columns(), play.outcome()));
        }
        measured.addAll(now);
        measured.add("");

        assertThat(onPage).as("rows below " + head).hasSameSizeAs(now);
        for (int row = 0; row < now.size(); row++) {
            agree(onPage.get(row), now.get(row), table.columns());
        }
    }

    @AfterAll
    void write() throws IOException {
        Files.createDirectories(FILE.getParent());
        Files.write(FILE, measured);
    }

    private static String line(String setting, List<Tuning.Column> columns, Tuning.Outcome outcome) {
        StringBuilder line = new StringBuilder("| " + setting + " |");
        for (Tuning.Column column : columns) {
            double figure = column.figure.applyAsDouble(outcome);
            line.append(' ')
                    .append(
                            Double.isNaN(figure)
                                    ? "never"
                                    : String.format(Locale.ROOT, "%." + column.decimals + "f", figure))
                    .append(" |");
        }
        return line.toString();
    }

    private static void agree(String onPage, String now, List<Tuning.Column> columns) {
        String[] told = onPage.split(" \\| ?");
        String[] is = now.split(" \\| ?");
        assertThat(told).as(onPage).hasSameSizeAs(is);
        assertThat(told[0]).isEqualTo(is[0]);
        for (int i = 1; i < is.length; i++) {
            if (is[i].equals("never") || told[i].equals("never")) {
                assertThat(told[i]).as(now).isEqualTo(is[i]);
            } else {
                double figure = Double.parseDouble(is[i]);
                double least = LEAST[columns.get(i - 1).decimals];
                assertThat(Double.parseDouble(told[i]))
                        .as("%s of %s", columns.get(i - 1).title, is[0])
                        .isBetween(figure - Math.max(least, figure / 5), figure + Math.max(least, figure / 5));
            }
        }
    }
}
