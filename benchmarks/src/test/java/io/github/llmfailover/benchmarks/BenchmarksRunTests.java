package io.github.llmfailover.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.benchmarks.OptionsBenchmark.Asked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.infra.Blackhole;
import org.springframework.ai.chat.model.ChatResponse;
import reactor.core.publisher.Flux;

/** Runs each benchmark once: that it still measures what it says, not how fast. */
class BenchmarksRunTests {

    private final Blackhole blackhole = new Blackhole(
            "Today's password is swordfish. I understand instantiating Blackholes directly is dangerous.");

    @Test
    void bareBenchmark_runOnce_answers() {
        BareBenchmark benchmark = new BareBenchmark();

        benchmark.chunk(blackhole);
        benchmark.chunkOnTwoThreads(blackhole);
        benchmark.chunkOneByOne(blackhole);
        assertThat(benchmark.call()).isSameAs(benchmark.callOnTwoThreads());
    }

    @ParameterizedTest
    @CsvSource({"2, 0", "2, 1", "50, 0", "50, 1"})
    void callBenchmark_runOnce_isServedByTheFirstWithAClosedBreaker(int chain, int open) {
        CallBenchmark benchmark = new CallBenchmark();
        benchmark.chain = chain;
        benchmark.open = open;
        benchmark.create();

        assertServedBy(benchmark.call(), open);
        assertServedBy(benchmark.callOnTwoThreads(), open);
        benchmark.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 49})
    void skippingBenchmark_runOnce_isServedByTheFirstWithAClosedBreaker(int open) {
        SkippingBenchmark benchmark = new SkippingBenchmark();
        benchmark.open = open;
        benchmark.create();

        assertServedBy(benchmark.call(), open);
        benchmark.close();
    }

    @Test
    void workerCallBenchmark_runOnce_isServed() {
        WorkerCallBenchmark benchmark = new WorkerCallBenchmark();
        benchmark.create();

        assertServedBy(benchmark.call(), 0);
        benchmark.close();
    }

    @ParameterizedTest
    @EnumSource
    void optionsBenchmark_runOnce_isServed(Asked asked) {
        OptionsBenchmark benchmark = new OptionsBenchmark();
        benchmark.asked = asked;
        benchmark.create();

        assertServedBy(benchmark.call(), 0);
        benchmark.close();
    }

    @ParameterizedTest
    @CsvSource({"2, 0", "2, 1", "50, 0", "50, 1"})
    void streamBenchmark_runOnce_readsToTheEnd(int chain, int open) {
        StreamBenchmark benchmark = new StreamBenchmark();
        benchmark.chain = chain;
        benchmark.open = open;
        benchmark.create();

        benchmark.chunk(blackhole);
        benchmark.chunkOnTwoThreads(blackhole);
        benchmark.chunkOneByOne(blackhole);
        benchmark.close();
    }

    @Test
    void streamSetupBenchmark_runOnce_readsToTheEnd() {
        StreamSetupBenchmark benchmark = new StreamSetupBenchmark();
        benchmark.create();

        benchmark.stream(blackhole);
        benchmark.close();
    }

    @Test
    void inMemoryChain_withOpenBreakers_hasThoseAndNoOthers() {
        try (InMemoryChain chain = new InMemoryChain(
                3, 2, new AbortableBinding(), () -> new InMemoryClient(PreparedAnswers.whole(), Flux.empty()))) {
            assertThat(chain.stateOf(0)).isEqualTo(ProviderState.OPEN);
            assertThat(chain.stateOf(1)).isEqualTo(ProviderState.OPEN);
            assertThat(chain.stateOf(2)).isEqualTo(ProviderState.CLOSED);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void manyStreams_runOnce_deliverEveryChunk(boolean layered) throws InterruptedException {
        int streams = 20;

        ManyStreams.Result result = ManyStreams.measure(streams, layered, 0, 1);

        // One is read after the other, and the streams go on meanwhile.
        assertThat(result.through().getTotalCount()).isCloseTo(result.late().getTotalCount(), within((long) streams));
        assertThat(result.late().getTotalCount()).isBetween(500L, 1100L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    void cutStreams_runOnce_areCarriedOnWhole(int atOnce) throws InterruptedException {
        assertThat(CutStreams.measure(atOnce, 20).getTotalCount()).isEqualTo(20);
    }

    private static void assertServedBy(ChatResponse response, int position) {
        assertThat(FailoverReport.of(response).provider()).isEqualTo("provider-" + position);
    }
}
