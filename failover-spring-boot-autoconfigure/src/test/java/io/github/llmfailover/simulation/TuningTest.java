package io.github.llmfailover.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Turns each lever to where it does harm and measures what that costs, in virtual time. The tables are in
 * {@code target/tuning.md} afterwards, and on the page {@code docs/tuning.md}.
 */
class TuningTest {

    private static final Path FILE = Path.of("target", "tuning.md");

    @Test
    void levers_played_areToldOnThePageAsMeasured() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Tuning.Table table : Tuning.tables()) {
            lines.addAll(lines(table));
        }
        Files.createDirectories(FILE.getParent());
        Files.write(FILE, lines);
        lines.forEach(System.out::println);
        assertThat(lines).isNotEmpty();
    }

    private static List<String> lines(Tuning.Table table) {
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder("| " + table.weather() + " |");
        StringBuilder rule = new StringBuilder("|---|");
        table.columns().forEach(column -> {
            head.append(' ').append(column.title).append(" |");
            rule.append("---|");
        });
        lines.add(head.toString());
        lines.add(rule.toString());
        for (Tuning.Play play : table.plays()) {
            Tuning.Outcome outcome = play.outcome();
            StringBuilder line = new StringBuilder("| " + play.setting() + " |");
            for (Tuning.Column column : table.columns()) {
                double figure = column.figure.applyAsDouble(outcome);
                line.append(' ')
                        .append(Double.isNaN(figure) ? "" : String.format(Locale.ROOT, "%,." + column.decimals + "f", figure))
                        .append(" |");
            }
            lines.add(line.toString());
        }
        lines.add("");
        return lines;
    }
}
