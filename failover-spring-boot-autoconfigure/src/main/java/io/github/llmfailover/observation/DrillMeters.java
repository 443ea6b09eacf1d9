package io.github.llmfailover.observation;

import io.github.llmfailover.DrillReport;
import io.github.llmfailover.DrillReport.Outcome;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.failure.FailureKind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The meters of drills: the timer {@code llm.failover.drills} and the gauge {@code llm.failover.drill.passed}, 1 where a
 * provider passed its last drill and 0 where it failed. A provider that was never drilled has neither, and one that was
 * skipped keeps what it has. Tokens go to {@code llm.failover.tokens}, as wasted. Drills know configured providers only, so
 * nobody else can add meters.
 */
public final class DrillMeters implements FailoverListener {

    private final MeterRegistry registry;

    private final ConcurrentMap<String, AtomicInteger> passed = new ConcurrentHashMap<>();

    /**
     * Creates the listener.
     *
     * @param registry where the meters are registered
     */
    public DrillMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void onDrillEnded(DrillReport drill) {
        drill.results().stream()
                .filter(result -> result.outcome() != Outcome.SKIPPED)
                .forEach(this::drilled);
    }

    private void drilled(DrillReport.Result result) {
        FailureKind failure = result.failure();
        Timer.builder("llm.failover.drills")
                .description("Requests of drills to a provider, to the end of the answer or to the failure")
                .tag("provider", result.provider())
                .tag("outcome", failure == null ? "SUCCESS" : failure.name())
                .register(registry)
                .record(result.duration());
        passed.computeIfAbsent(result.provider(), this::gauged).set(failure == null ? 1 : 0);
    }

    private AtomicInteger gauged(String provider) {
        AtomicInteger value = new AtomicInteger();
        Gauge.builder("llm.failover.drill.passed", value, AtomicInteger::get)
                .description("1 where a provider passed its last drill, 0 where it failed")
                .tag("provider", provider)
                .register(registry);
        return value;
    }
}
