package io.github.llmfailover.benchmarks;

import io.github.llmfailover.observation.FailoverConventions;
import io.github.llmfailover.observation.FailoverMeterObservationHandler;
import io.github.llmfailover.observation.ObservingTracer;
import io.github.llmfailover.trace.CallTracer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
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
import org.openjdk.jmh.infra.Blackhole;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/** A blocking call, and a stream of two chunks, with everything on: meters, log, events, endpoint and observations. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class ObservedBenchmark {

    /** Who listens to observations. */
    public enum Observers {
        /** Nobody. */
        NONE,
        /** Who does in an application of Spring Boot with the actuator, wired as it wires them. */
        BOOT,
        /** The default meter handler alone, which makes two meters for each observation besides those of the layer. */
        DEFAULT_METERS;

        CallTracer tracer() {
            ObservationRegistry registry = ObservationRegistry.create();
            DefaultMeterObservationHandler meters = new DefaultMeterObservationHandler(new SimpleMeterRegistry());
            if (this == BOOT) {
                registry.observationConfig()
                        .observationHandler(new FirstMatchingCompositeObservationHandler(
                                new FailoverMeterObservationHandler(), meters));
            } else if (this == DEFAULT_METERS) {
                registry.observationConfig().observationHandler(meters);
            }
            return new ObservingTracer(registry, FailoverConventions.DEFAULTS);
        }
    }

    /** Who listens to observations. */
    @Param
    Observers observers;

    private InMemoryChain providers;

    private Prompt prompt;

    /** Builds the chain. */
    @Setup
    public void create() {
        providers = new InMemoryChain(
                2,
                0,
                new AbortableBinding(),
                () -> new InMemoryClient(PreparedAnswers.whole(), Flux.fromArray(PreparedAnswers.chunks(2))),
                observers.tracer());
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

    /** One thread; the subscriber asks for everything at once. */
    @Benchmark
    public void stream(Blackhole blackhole) {
        ChunkReader.readAll(providers.model().stream(prompt), blackhole);
    }
}
