package io.github.llmfailover.observation;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.Cost;
import io.github.llmfailover.TokenUsage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What one provider is paid: at most twelve counters of tokens, four of money for each currency that its price is ever
 * configured in, and one of requests whose usage is not known. Nothing that a provider or a caller says becomes a tag.
 */
final class SpendingMeters {

    private enum Type {
        INPUT("input"),
        CACHED_INPUT("cached-input"),
        OUTPUT("output");

        private final String tag;

        Type(String tag) {
            this.tag = tag;
        }
    }

    private final MeterRegistry registry;

    private final String provider;

    private final AtomicReferenceArray<@Nullable Counter> tokens = new AtomicReferenceArray<>(Type.values().length * 4);

    private final ConcurrentMap<String, AtomicReferenceArray<@Nullable Counter>> money = new ConcurrentHashMap<>(2);

    private volatile @Nullable Counter unreported;

    SpendingMeters(MeterRegistry registry, String provider) {
        this.registry = registry;
        this.provider = provider;
    }

    void spent(AttemptReport attempt, boolean wasted) {
        TokenUsage usage = attempt.usage();
        if (usage.isNone()) {
            if (attempt.usageUnknown()) {
                unreported().increment();
            }
            return;
        }
        count(Type.INPUT, wasted, usage.inputEstimated(), usage.input());
        count(Type.CACHED_INPUT, wasted, usage.inputEstimated(), usage.cachedInput());
        count(Type.OUTPUT, wasted, usage.outputEstimated(), usage.output());
        Cost cost = attempt.cost();
        if (cost != null) {
            AtomicReferenceArray<@Nullable Counter> counters = money.get(cost.currency());
            if (counters == null) {
                counters = money.computeIfAbsent(cost.currency(), currency -> new AtomicReferenceArray<>(4));
            }
            pay(counters, cost.currency(), wasted, false, cost.amount() - cost.estimated());
            pay(counters, cost.currency(), wasted, true, cost.estimated());
        }
    }

    private void count(Type type, boolean wasted, boolean estimated, long amount) {
        if (amount > 0) {
            ProviderMeters.kept(tokens, type.ordinal() * 4 + index(wasted, estimated), () -> Counter.builder(
                                    "llm.failover.tokens")
                            .description("Tokens that a provider was asked to read and wrote; wasted where nobody got a"
                                    + " whole answer, estimated where the provider did not report them")
                            .baseUnit("tokens")
                            .tag("provider", provider)
                            .tag("type", type.tag)
                            .tag("wasted", String.valueOf(wasted))
                            .tag("estimated", String.valueOf(estimated))
                            .register(registry))
                    .increment(amount);
        }
    }

    private void pay(
            AtomicReferenceArray<@Nullable Counter> counters,
            String currency,
            boolean wasted,
            boolean estimated,
            double amount) {
        if (amount > 0) {
            ProviderMeters.kept(counters, index(wasted, estimated), () -> Counter.builder("llm.failover.cost")
                            .description("What the tokens cost by the configured prices, in units of the currency")
                            .tag("provider", provider)
                            .tag("currency", currency)
                            .tag("wasted", String.valueOf(wasted))
                            .tag("estimated", String.valueOf(estimated))
                            .register(registry))
                    .increment(amount);
        }
    }

    private Counter unreported() {
        Counter known = unreported;
        if (known == null) {
            known = Counter.builder("llm.failover.usage.unreported")
                    .description(
                            "Requests that were given up or broke before anything had arrived that could be counted")
                    .tag("provider", provider)
                    .register(registry);
            unreported = known;
        }
        return known;
    }

    private static int index(boolean wasted, boolean estimated) {
        return (wasted ? 2 : 0) + (estimated ? 1 : 0);
    }
}
