package io.github.llmfailover.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.infra.Blackhole;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/** The clients of the other benchmarks without the failover layer. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BareBenchmark {

    private final ChatModel client =
            new InMemoryClient(PreparedAnswers.whole(), Flux.fromArray(PreparedAnswers.chunks(StreamBenchmark.CHUNKS)));

    private final Prompt prompt = new Prompt("hello");

    /** A blocking call on one thread. */
    @Benchmark
    @Threads(1)
    public ChatResponse call() {
        return client.call(prompt);
    }

    /** A blocking call on two threads. */
    @Benchmark
    @Threads(2)
    public ChatResponse callOnTwoThreads() {
        return client.call(prompt);
    }

    /** A chunk on one thread; the subscriber asks for everything at once. */
    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(StreamBenchmark.CHUNKS)
    public void chunk(Blackhole blackhole) {
        ChunkReader.readAll(client.stream(prompt), blackhole);
    }

    /** A chunk on two threads, each with a stream of its own. */
    @Benchmark
    @Threads(2)
    @OperationsPerInvocation(StreamBenchmark.CHUNKS)
    public void chunkOnTwoThreads(Blackhole blackhole) {
        ChunkReader.readAll(client.stream(prompt), blackhole);
    }

    /** A chunk on one thread; the subscriber asks for one at a time. */
    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(StreamBenchmark.CHUNKS)
    public void chunkOneByOne(Blackhole blackhole) {
        ChunkReader.readOneByOne(client.stream(prompt), blackhole);
    }
}
