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

    static void write(Map<Case, Play> plays, Map<Case, Play> withoutFailover, boolean timed) throws IOException {
        StringBuilder text = new StringBuilder("| fault | | attempts | longest answer | one provider, no failover |\n");
        text.append("|---|---|---|---|---|\n");
        for (Case played : Case.all()) {
            Play play = Objects.requireNonNull(plays.get(played));
            Play without = withoutFailover.get(played);
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %d + %d | %s | %s |%n",
                    played,
                    result(play, timed),
                    play.first().size(),
                    play.fallback().size(),
                    longest(play),
                    without == null ? "" : result(without, timed) + ", " + longest(without)));
        }
        Files.createDirectories(FILE.getParent());
        Files.writeString(FILE, text);
    }

    private static String result(Play play, boolean timed) {
        return new Verdict(play, timed).wrong() == null ? "right" : "wrong";
    }

    private static String longest(Play play) {
        Duration longest = play.replies().stream()
                .map(Reply::took)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return String.format(Locale.ROOT, "%.2f s", longest.toMillis() / 1000.0);
    }
}
