package io.github.llmfailover.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.plan.WhenUnavailable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A million calls through the code that decides in production, in virtual time; ten million with the profile
 * {@code simulation}. What it measured is in {@code target/simulation.md} afterwards.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulationTest {

    private static final long CALLS = Long.getLong("simulation.calls", 1_000_000);

    private static final int FEWEST_SEEDS = 2;

    private final List<Run> runs = new ArrayList<>();

    static List<Scenario> scenarios() {
        return Stream.concat(Outages.all().stream(), Troubles.all().stream()).toList();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void scenario_withSeveralSeeds_holdsWhatMustHold(Scenario scenario) {
        List<Run> ofScenario =
                seeds().mapToObj(seed -> new World(scenario, seed).run()).toList();
        runs.addAll(ofScenario);

        assertThat(ofScenario).flatExtracting(Run::violations).isEmpty();
    }

    @Test
    void scenario_withTheSameSeed_givesTheSameLog() {
        for (WhenUnavailable what : WhenUnavailable.values()) {
            Scenario scenario = named("anything, when-unavailable: %s".formatted(what));

            assertThat(new World(scenario, 42).run().hash())
                    .isEqualTo(new World(scenario, 42).run().hash());
        }
    }

    @Test
    void scenario_withAnotherSeed_givesAnotherLog() {
        Scenario scenario = named("all rate-limited for 2 s");

        assertThat(new World(scenario, 1).run().hash())
                .isNotEqualTo(new World(scenario, 2).run().hash());
    }

    @AfterAll
    void writeTable() throws IOException {
        SimulationTable.write(runs);
    }

    private static LongStream seeds() {
        long callsOfOneSeed =
                scenarios().stream().mapToLong(each -> each.traffic().calls()).sum();
        return LongStream.rangeClosed(1, Math.max(FEWEST_SEEDS, CALLS / callsOfOneSeed + 1));
    }

    private static Scenario named(String name) {
        return scenarios().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
