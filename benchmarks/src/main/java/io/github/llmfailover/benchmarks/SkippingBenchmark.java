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
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/**
 * A blocking call past many open breakers. One skip more costs the difference between 49 and 1, divided by 48; that the
 * call fails over at all, with its event and its meter, is in the difference between 1 and 0 of {@link CallBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class SkippingBenchmark {

    /** How many of the fifty providers, from the first on, have an open breaker. */
    @Param({"1", "49"})
    int open;

    private InMemoryChain providers;

    private Prompt prompt;

    /** Builds the chain. */
    @Setup
    public void create() {
        providers = new InMemoryChain(
                50, open, new AbortableBinding(), () -> new InMemoryClient(PreparedAnswers.whole(), Flux.empty()));
        prompt = new Prompt("hello");
    }

    /** Ends the chain's threads. */
    @TearDown
    public void close() {
        providers.close();
    }

    /** One thread. */
    @Benchmark
    public ChatResponse call() {
        return providers.model().call(prompt);
    }
}
