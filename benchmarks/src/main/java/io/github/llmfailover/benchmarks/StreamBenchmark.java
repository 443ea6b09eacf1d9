package io.github.llmfailover.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.infra.Blackhole;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/** Each chunk of streams of a thousand. What the layer adds is the difference to {@link BareBenchmark}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class StreamBenchmark {

    /** How many chunks a stream has. */
    public static final int CHUNKS = 1000;

    /** How many providers the chain has. */
    @Param({"2", "50"})
    int chain;

    /** How many of them, from the first on, have an open breaker. */
    @Param({"0", "1"})
    int open;

    private InMemoryChain providers;

    private Prompt prompt;

    /** Builds the chain. */
    @Setup
    public void create() {
        providers = new InMemoryChain(
                chain,
                open,
                new AbortableBinding(),
                () -> new InMemoryClient(PreparedAnswers.whole(), Flux.fromArray(PreparedAnswers.chunks(CHUNKS))));
        prompt = new Prompt("hello");
    }

    /** Ends the chain's threads. */
    @TearDown
    public void close() {
        providers.close();
    }

    /** One thread; the subscriber asks for everything at once. */
    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(CHUNKS)
    public void chunk(Blackhole blackhole) {
        ChunkReader.readAll(providers.model().stream(prompt), blackhole);
    }

    /** Two threads, each with a stream of its own; the time is each one's. */
    @Benchmark
    @Threads(2)
    @OperationsPerInvocation(CHUNKS)
    public void chunkOnTwoThreads(Blackhole blackhole) {
        ChunkReader.readAll(providers.model().stream(prompt), blackhole);
    }

    /** One thread; the subscriber asks for one chunk at a time, as a web server does that flushes each. */
    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(CHUNKS)
    public void chunkOneByOne(Blackhole blackhole) {
        ChunkReader.readOneByOne(providers.model().stream(prompt), blackhole);
    }
}
