package io.github.llmfailover.observation;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.failure.FailureKind;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one provider, each created when it is first needed and kept, so that a call looks nothing up and builds
 * no tags. At most one timer for each kind of failure and three more, and what {@link SpendingMeters} and
 * {@link DriftMeters} have.
 */
final class ProviderMeters {

    private static final int SUCCESS = FailureKind.values().length;

    private final MeterRegistry registry;

    private final String provider;

    private final AtomicReferenceArray<@Nullable Timer> attempts = new AtomicReferenceArray<>(SUCCESS + 1);

    private final SpendingMeters spending;

    private final DriftMeters drift;

    private final Timer firstToken;

    private final Timer processDelay;

    ProviderMeters(MeterRegistry registry, String provider) {
        this.registry = registry;
        this.provider = provider;
        this.spending = new SpendingMeters(registry, provider);
        this.drift = new DriftMeters(registry, provider);
        this.firstToken = Timer.builder("llm.failover.first.token")
                .description("Time from a request to a provider to the first content of its answer")
                .tag("provider", provider)
                .register(registry);
        this.processDelay = Timer.builder("llm.failover.process.delay")
                .description(
                        "What requests to a provider waited for threads of the application, where it was 10 ms or more")
                .tag("provider", provider)
                .register(registry);
    }

    void firstToken(Duration sinceRequest) {
        firstToken.record(sinceRequest);
    }

    void processDelay(Duration duration) {
        processDelay.record(duration);
    }

    void attempt(AttemptReport attempt) {
        FailureKind failure = attempt.failure();
        int outcome = failure == null ? SUCCESS : failure.ordinal();
        kept(attempts, outcome, () -> attemptTimer(failure)).record(attempt.duration());
        spending.spent(attempt, failure != null);
        drift.ended(attempt);
    }

    void answerChecked(boolean valid) {
        drift.checked(valid);
    }

    /** A background probe, of which nobody gets the answer. Rare, so that nothing needs to be kept. */
    void probe(AttemptReport probe) {
        FailureKind failure = probe.failure();
        Timer.builder("llm.failover.probes")
                .description("Background requests to a provider that was out")
                .tag("provider", provider)
                .tag("outcome", failure == null ? "SUCCESS" : failure.name())
                .register(registry)
                .record(probe.duration());
        spending.spent(probe, true);
    }

    /** A drill, of which nobody gets the answer either. */
    void drilled(AttemptReport drill) {
        spending.spent(drill, true);
    }

    private Timer attemptTimer(@Nullable FailureKind failure) {
        return Timer.builder("llm.failover.attempts")
                .description("Requests to a provider, to the end of the answer or to the failure")
                .tag("provider", provider)
                .tag("outcome", failure == null ? "SUCCESS" : failure.name())
                .register(registry);
    }

    /** Two threads may create the same meter at once; the registry gives both the same one. */
    static <M> M kept(AtomicReferenceArray<@Nullable M> meters, int index, Supplier<M> creation) {
        M known = meters.get(index);
        if (known != null) {
            return known;
        }
        M created = creation.get();
        meters.set(index, created);
        return created;
    }
}
