package io.github.llmfailover.observation;

import io.github.llmfailover.AnswerFinish;
import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.failure.FailureKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * How one provider's answers are, so that it shows when another model answers worse than the one that the prompts were
 * written for: how long they are, why they end, how often it refuses, and what validators found.
 */
final class DriftMeters {

    private final MeterRegistry registry;

    private final String provider;

    private final AtomicReferenceArray<@Nullable Counter> finishes =
            new AtomicReferenceArray<>(AnswerFinish.values().length);

    private final AtomicReferenceArray<@Nullable Counter> checks = new AtomicReferenceArray<>(2);

    private final AtomicReferenceArray<@Nullable DistributionSummary> lengths = new AtomicReferenceArray<>(1);

    private final AtomicReferenceArray<@Nullable Counter> refusals = new AtomicReferenceArray<>(1);

    DriftMeters(MeterRegistry registry, String provider) {
        this.registry = registry;
        this.provider = provider;
    }

    void ended(AttemptReport attempt) {
        AnswerFinish finish = attempt.finish();
        if (finish != null) {
            ProviderMeters.kept(finishes, finish.ordinal(), () -> finishCounter(finish))
                    .increment();
        }
        if (attempt.refused() || attempt.failure() == FailureKind.CONTENT_FILTERED) {
            ProviderMeters.kept(refusals, 0, this::refusalCounter).increment();
        }
        if (attempt.succeeded() && attempt.outputTokens() > 0) {
            ProviderMeters.kept(lengths, 0, this::lengthSummary).record(attempt.outputTokens());
        }
    }

    void checked(boolean valid) {
        ProviderMeters.kept(checks, valid ? 1 : 0, () -> checkCounter(valid)).increment();
    }

    private DistributionSummary lengthSummary() {
        return DistributionSummary.builder("llm.failover.answer.tokens")
                .description("How long the answers of a provider are that were served")
                .baseUnit("tokens")
                .tag("provider", provider)
                .register(registry);
    }

    private Counter finishCounter(AnswerFinish finish) {
        return Counter.builder("llm.failover.finish.reasons")
                .description("Why the answers of a provider came to their end")
                .tag("provider", provider)
                .tag("reason", finish.tag())
                .register(registry);
    }

    private Counter refusalCounter() {
        return Counter.builder("llm.failover.refusals")
                .description("Answers that a model refused or its provider withheld")
                .tag("provider", provider)
                .register(registry);
    }

    private Counter checkCounter(boolean valid) {
        return Counter.builder("llm.failover.answer.checks")
                .description("What validators found of the answers of a provider")
                .tag("provider", provider)
                .tag("result", valid ? "valid" : "invalid")
                .register(registry);
    }
}
