package io.github.llmfailover.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/** A whole stream of two chunks, the second of which ends it: what a stream costs that says next to nothing. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class StreamSetupBenchmark {

    private InMemoryChain providers;

    private Prompt prompt;

    /** Builds the chain. */
    @Setup
    public void create() {
        providers = new InMemoryChain(
                2,
                0,
                new AbortableBinding(),
                () -> new InMemoryClient(PreparedAnswers.whole(), Flux.fromArray(PreparedAnswers.chunks(2))));
        prompt = new Prompt("hello");
    }

    /** Ends the chain's threads. */
    @TearDown
    public void close() {
        providers.close();
    }

    /** One thread. */
    @Benchmark
    public void stream(Blackhole blackhole) {
        ChunkReader.readAll(providers.model().stream(prompt), blackhole);
    }
}
