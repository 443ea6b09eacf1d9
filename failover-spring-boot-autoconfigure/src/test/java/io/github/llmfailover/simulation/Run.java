package io.github.llmfailover.simulation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a scenario with one seed.
 *
 * @param scenario the scenario
 * @param seed the seed
 * @param calls how many calls there were
 * @param attempts how many requests they made
 * @param answered how many calls were served
 * @param cancelled how many callers left
 * @param openings how many times breakers opened
 * @param openedAfter after how many seconds of an outage; {@code null} where there is none to tell
 * @param figures what is compared with the limits
 * @param changes the changes of state, for people to read
 * @param hash of everything that happened, in order
 */
record Run(
        Scenario scenario,
        long seed,
        long calls,
        long attempts,
        long answered,
        long cancelled,
        long openings,
        @Nullable Double openedAfter,
        Map<Invariant, Double> figures,
        List<String> changes,
        long hash) {

    double figure(Invariant invariant) {
        return figures.getOrDefault(invariant, 0.0);
    }

    /** Returns, as sentences, what should have held and did not. */
    List<String> violations() {
        return figures.entrySet().stream()
                .filter(each -> {
                    Double limit = scenario.limitOf(each.getKey());
                    return limit != null && !(each.getValue() <= limit);
                })
                .map(each -> "%s, seed %d: %s: %.4f, which is above %.4f. %s"
                        .formatted(
                                scenario,
                                seed,
                                each.getKey().meaning(),
                                each.getValue(),
                                scenario.limitOf(each.getKey()),
                                changes))
                .toList();
    }
}
