package io.github.llmfailover.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The sixteen faults of the Failover Bench from a client over the gateway to a provider and back, several times as fast as
 * they are described; as they are with the profile {@code failover-bench}. What was measured is in {@code
 * target/failover-bench.md} afterwards.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailoverBenchTest {

    private final FastTime time = new FastTime(Integer.getInteger("failover-bench.speed", 6));

    private Map<Case, Play> plays = Map.of();

    @BeforeAll
    void playAll() throws IOException {
        try (FailoverBench bench = new FailoverBench(time, Case.all())) {
            bench.warmUp();
            plays = bench.playAll(Case.all()).stream().collect(Collectors.toMap(Play::played, Function.identity()));
        }
        BenchTable.write(plays);
    }

    @ParameterizedTest
    @MethodSource("io.github.llmfailover.bench.Case#all")
    void fault_ofTheBench_isHandledRightly(Case played) {
        assertThat(plays).containsKey(played);
        new Verdict(plays.get(played), time.isReal()).isRight();
    }
}
