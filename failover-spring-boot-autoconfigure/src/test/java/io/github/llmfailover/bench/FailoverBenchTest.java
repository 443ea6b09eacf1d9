package io.github.llmfailover.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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

    private Map<Case, Play> playsWithoutFailover = Map.of();

    @BeforeAll
    void playAll() throws IOException {
        try (FailoverBench bench = new FailoverBench(time, Case.all(), true);
                FailoverBench without = new FailoverBench(time, Case.DESCRIBED, false)) {
            bench.warmUp();
            without.warmUp();
            CompletableFuture<List<Play>> played = bench.playAll(Case.all());
            CompletableFuture<List<Play>> comparison = without.playAll(Case.DESCRIBED);
            plays = byCase(played.join());
            playsWithoutFailover = byCase(comparison.join());
        }
        BenchTable.write(plays, playsWithoutFailover, time.isReal());
    }

    @ParameterizedTest
    @MethodSource("io.github.llmfailover.bench.Case#all")
    void fault_ofTheBench_isHandledRightly(Case played) {
        assertThat(wrong(play(played))).isNull();
    }

    @Test
    void applicationWithoutFailover_isRightWhereNothingHasToBeDone() {
        assertThat(playsWithoutFailover).hasSize(16);
        assertThat(playsWithoutFailover.values())
                .filteredOn(play -> wrong(play) == null)
                .extracting(play -> play.played().fault())
                .containsExactlyInAnyOrder(Fault.NO_DONE, Fault.CONTENT_REFUSED);
    }

    @ParameterizedTest
    @MethodSource("io.github.llmfailover.bench.Case#all")
    void verdict_onAnAnswerThatLacksItsLastEvent_isWrong(Case played) {
        assertThat(wrong(play(played).withReplies(Reply::withoutLastEvent))).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("io.github.llmfailover.bench.Case#all")
    void verdict_onFarMoreAttempts_isWrong(Case played) {
        assertThat(wrong(play(played).withAttempts(10))).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("io.github.llmfailover.bench.Case#all")
    void verdict_onAnAnswerThatCameMinutesLater_isWrongWhereTimeIsReal(Case played) {
        Play late = play(played).withReplies(reply -> reply.later(Duration.ofMinutes(2)));

        assertThat(new Verdict(late, true).wrong()).isNotNull();
    }

    private Play play(Case played) {
        return Objects.requireNonNull(plays.get(played));
    }

    private @Nullable Throwable wrong(Play play) {
        return new Verdict(play, time.isReal()).wrong();
    }

    private static Map<Case, Play> byCase(List<Play> plays) {
        return plays.stream().collect(Collectors.toMap(Play::played, Function.identity()));
    }
}
