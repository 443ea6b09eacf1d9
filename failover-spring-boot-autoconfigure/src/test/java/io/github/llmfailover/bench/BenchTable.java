package io.github.llmfailover.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Writes what was measured, in the form of the documentation's tables. */
final class BenchTable {

    private static final Path FILE = Path.of("target", "failover-bench.md");

    private BenchTable() {}

    static void write(Map<Case, Play> plays) throws IOException {
        StringBuilder text = new StringBuilder("| fault | attempts | took, s |\n|---|---|---|\n");
        for (Case played : Case.all()) {
            Play play = Objects.requireNonNull(plays.get(played));
            Duration longest = play.replies().stream()
                    .map(Reply::took)
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %d + %d | %.2f |%n",
                    played,
                    play.first().size(),
                    play.fallback().size(),
                    longest.toMillis() / 1000.0));
        }
        Files.createDirectories(FILE.getParent());
        Files.writeString(FILE, text);
    }
}
