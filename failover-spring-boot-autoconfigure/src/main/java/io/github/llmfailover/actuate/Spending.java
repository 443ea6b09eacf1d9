package io.github.llmfailover.actuate;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.Cost;
import io.github.llmfailover.DrillReport;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.TokenUsage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What each provider has been paid since the start: the tokens and the cost of every attempt and of every probe, each
 * once, when it ends. Hears of them as a listener. Grows with the providers and the currencies that are configured.
 */
public final class Spending implements FailoverListener {

    private final ConcurrentMap<String, Account> accounts = new ConcurrentHashMap<>();

    @Override
    public void onAttemptEnded(AttemptReport attempt) {
        add(attempt, !attempt.succeeded());
    }

    /** Nobody gets the answer of a probe. */
    @Override
    public void onProbeEnded(AttemptReport probe) {
        add(probe, true);
    }

    /** Nor that of a drill. */
    @Override
    public void onDrillEnded(DrillReport drill) {
        drill.results().forEach(result -> add(result.attempt(), true));
    }

    private void add(AttemptReport attempt, boolean wasted) {
        if (!attempt.usage().isNone() || attempt.usageUnknown()) {
            account(attempt.provider()).add(attempt, wasted);
        }
    }

    private Account account(String provider) {
        Account known = accounts.get(provider);
        return known != null ? known : accounts.computeIfAbsent(provider, name -> new Account());
    }

    /** Returns the tokens of a provider. */
    ProviderDescriptor.Tokens tokens(String provider) {
        Account account = accounts.get(provider);
        return account == null ? ProviderDescriptor.Tokens.NONE : account.tokens();
    }

    /** Returns what a provider has cost in a currency. */
    ProviderDescriptor.Money money(String provider, @Nullable String currency) {
        Account account = accounts.get(provider);
        Paid paid = account == null || currency == null ? null : account.paid.get(currency);
        return paid == null ? ProviderDescriptor.Money.NONE : paid.money();
    }

    private static final class Account {

        private final LongAdder input = new LongAdder();

        private final LongAdder cachedInput = new LongAdder();

        private final LongAdder output = new LongAdder();

        private final LongAdder wasted = new LongAdder();

        private final LongAdder estimated = new LongAdder();

        private final LongAdder unknown = new LongAdder();

        /** By currency: one, unless the price was changed to another while the application runs. */
        private final ConcurrentMap<String, Paid> paid = new ConcurrentHashMap<>(2);

        void add(AttemptReport attempt, boolean isWasted) {
            TokenUsage usage = attempt.usage();
            if (attempt.usageUnknown()) {
                unknown.increment();
            }
            if (isWasted) {
                wasted.add(usage.input() + usage.output());
            } else {
                input.add(usage.input());
                output.add(usage.output());
            }
            if (usage.cachedInput() > 0 && !isWasted) {
                cachedInput.add(usage.cachedInput());
            }
            if (usage.inputEstimated() || usage.outputEstimated()) {
                estimated.add(
                        (usage.inputEstimated() ? usage.input() : 0) + (usage.outputEstimated() ? usage.output() : 0));
            }
            Cost cost = attempt.cost();
            if (cost != null) {
                Paid known = paid.get(cost.currency());
                (known != null ? known : paid.computeIfAbsent(cost.currency(), code -> new Paid())).add(cost, isWasted);
            }
        }

        ProviderDescriptor.Tokens tokens() {
            return new ProviderDescriptor.Tokens(
                    input.sum(), output.sum(), wasted.sum(), cachedInput.sum(), estimated.sum(), unknown.sum());
        }
    }

    private static final class Paid {

        private final DoubleAdder amount = new DoubleAdder();

        private final DoubleAdder wasted = new DoubleAdder();

        private final DoubleAdder estimated = new DoubleAdder();

        void add(Cost cost, boolean isWasted) {
            amount.add(cost.amount());
            if (isWasted) {
                wasted.add(cost.amount());
            }
            if (cost.estimated() > 0) {
                estimated.add(cost.estimated());
            }
        }

        ProviderDescriptor.Money money() {
            return ProviderDescriptor.Money.of(amount.sum(), wasted.sum(), estimated.sum());
        }
    }
}
