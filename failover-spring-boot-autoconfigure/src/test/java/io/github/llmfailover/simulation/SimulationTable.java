package io.github.llmfailover.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Writes what was measured, for people to read: the worst figure of each invariant, then a line for each scenario. */
final class SimulationTable {

    private static final Path FILE = Path.of("target", "simulation.md");

    private SimulationTable() {}

    static void write(List<Run> runs) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%,d calls, %,d requests, %d runs%n%n",
                runs.stream().mapToLong(Run::calls).sum(),
                runs.stream().mapToLong(Run::attempts).sum(),
                runs.size()));
        invariants(runs, text);
        text.append(String.format("%n"));
        scenarios(runs, text);
        Files.createDirectories(FILE.getParent());
        Files.writeString(FILE, text);
    }

    private static void invariants(List<Run> runs, StringBuilder text) {
        text.append(String.format("| what | limit | worst | in |%n|---|---|---|---|%n"));
        for (Invariant invariant : Invariant.values()) {
            runs.stream()
                    .filter(run -> Objects.equals(run.scenario().limitOf(invariant), invariant.limit()))
                    .max(Comparator.comparingDouble(run -> run.figure(invariant)))
                    .ifPresent(worst -> text.append(String.format(
                            Locale.ROOT,
                            "| %s | %s | %s | %s |%n",
                            invariant.meaning(),
                            number(invariant.limit()),
                            number(worst.figure(invariant)),
                            worst.figure(invariant) == 0
                                    ? "all of " + count(runs, invariant)
                                    : worst.scenario() + ", seed " + worst.seed())));
        }
    }

    private static String count(List<Run> runs, Invariant invariant) {
        return runs.stream()
                        .filter(run -> Objects.equals(run.scenario().limitOf(invariant), invariant.limit()))
                        .count()
                + " runs";
    }

    private static void scenarios(List<Run> runs, StringBuilder text) {
        text.append(
                String.format(
                        "| scenario | calls | requests per call | in the outage | after it | opened after, s | openings | served, %% |%n"));
        text.append(String.format("|---|---|---|---|---|---|---|---|%n"));
        Map<Scenario, List<Run>> byScenario =
                runs.stream().collect(Collectors.groupingBy(Run::scenario, LinkedHashMap::new, Collectors.toList()));
        byScenario.forEach((scenario, its) -> text.append(String.format(
                Locale.ROOT,
                "| %s | %,d | %s | %s | %s | %s | %s | %s |%n",
                scenario,
                its.stream().mapToLong(Run::calls).sum(),
                worst(its, run -> (double) run.attempts() / run.calls()),
                worst(its, run -> run.figures().getOrDefault(Invariant.AMPLIFICATION_DURING, Double.NaN)),
                worst(its, run -> run.figures().getOrDefault(Invariant.AMPLIFICATION_AFTER, Double.NaN)),
                worst(its, run -> run.openedAfter() == null ? Double.NaN : run.openedAfter()),
                worst(its, Run::openings),
                number(its.stream()
                        .mapToDouble(run -> 100.0 * run.answered() / (run.calls() - run.cancelled()))
                        .min()
                        .orElseThrow()))));
    }

    private static String worst(List<Run> runs, ToDoubleFunction<Run> figure) {
        double worst = runs.stream().mapToDouble(figure).max().orElseThrow();
        return Double.isNaN(worst) ? "" : number(worst);
    }

    private static String number(double figure) {
        return figure == Math.rint(figure)
                ? String.format(Locale.ROOT, "%.0f", figure)
                : String.format(Locale.ROOT, "%.3f", figure);
    }
}
