package io.github.llmfailover.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/** A blocking call on its caller's thread. What the layer adds is the difference to {@link BareBenchmark}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class CallBenchmark {

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
                chain, open, new AbortableBinding(), () -> new InMemoryClient(PreparedAnswers.whole(), Flux.empty()));
        prompt = new Prompt("hello");
    }

    /** Ends the chain's threads. */
    @TearDown
    public void close() {
        providers.close();
    }

    /** One thread. */
    @Benchmark
    @Threads(1)
    public ChatResponse call() {
        return providers.model().call(prompt);
    }

    /** Two threads; the time is each one's. */
    @Benchmark
    @Threads(2)
    public ChatResponse callOnTwoThreads() {
        return providers.model().call(prompt);
    }
}
