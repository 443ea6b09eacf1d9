package io.github.llmfailover.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.plan.SimulatedWorld.End;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Millions of calls under random faults, through the code that decides in production. */
class CallSimulationTest {

    @ParameterizedTest
    @ValueSource(longs = {20_261_123L, 4_711L})
    void millionCalls_underRandomFaults_allEndOnceAndLeaveNothingBehind(long seed) {
        SimulatedWorld world = new SimulatedWorld(seed, WhenUnavailable.WAIT);

        world.run(1_000_000);

        assertThat(world.begun()).isEqualTo(1_000_000);
        assertThat(world.ended(End.ANSWERED) + world.ended(End.FAILED) + world.ended(End.CANCELLED))
                .as("none lost")
                .isEqualTo(world.begun());
        assertThat(world.leftInFlight()).as("no permit left").isEmpty();
        assertThat(world.ended(End.ANSWERED)).as("most are served").isGreaterThan(800_000);
    }

    @ParameterizedTest
    @EnumSource(WhenUnavailable.class)
    void simulation_sameSeed_givesTheSameLog(WhenUnavailable whenUnavailable) {
        SimulatedWorld first = new SimulatedWorld(42, whenUnavailable);
        SimulatedWorld second = new SimulatedWorld(42, whenUnavailable);

        first.run(50_000);
        second.run(50_000);

        assertThat(first.hash()).isEqualTo(second.hash());
        assertThat(first.leftInFlight()).isEmpty();
    }

    @Test
    void simulation_otherSeed_givesAnotherLog() {
        SimulatedWorld first = new SimulatedWorld(1, WhenUnavailable.WAIT);
        SimulatedWorld second = new SimulatedWorld(2, WhenUnavailable.WAIT);

        first.run(1_000);
        second.run(1_000);

        assertThat(first.hash()).isNotEqualTo(second.hash());
    }
}
