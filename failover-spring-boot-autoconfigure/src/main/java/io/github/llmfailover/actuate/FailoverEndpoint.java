package io.github.llmfailover.actuate;

import io.github.llmfailover.health.HealthSnapshot;
import io.github.llmfailover.health.ProviderHealths;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/** {@code /actuator/llmfailover}: who serves, who is out, and why. */
@Endpoint(id = "llmfailover", defaultAccess = Access.READ_ONLY)
public class FailoverEndpoint {

    private final ProviderHealths healths;

    private final ChainNames chains;

    private final RetryBudgetView retryBudget;

    private final RecentEvents recentEvents;

    private final Spending spending;

    private final ProviderCurrencies currencies;

    /**
     * Creates the endpoint.
     *
     * @param healths all providers
     * @param chains the configured chains
     * @param retryBudget the budget for retries
     * @param recentEvents what happened last
     * @param spending what providers have been paid
     * @param currencies the currencies of their prices
     */
    public FailoverEndpoint(
            ProviderHealths healths,
            ChainNames chains,
            RetryBudgetView retryBudget,
            RecentEvents recentEvents,
            Spending spending,
            ProviderCurrencies currencies) {
        this.healths = healths;
        this.chains = chains;
        this.retryBudget = retryBudget;
        this.recentEvents = recentEvents;
        this.spending = spending;
        this.currencies = currencies;
    }

    /** Returns everything: chains, providers, budget, events. */
    @ReadOperation
    public FailoverDescriptor all() {
        Map<String, HealthSnapshot> snapshots = snapshots();
        long succeeded = succeeded(snapshots);
        Map<String, ProviderDescriptor> providers = new LinkedHashMap<>();
        snapshots.forEach((name, snapshot) -> providers.put(name, descriptor(snapshot, succeeded)));
        return new FailoverDescriptor(
                chains.byChain(),
                providers,
                new FailoverDescriptor.RetryBudget(retryBudget.available()),
                recentEvents.newestFirst());
    }

    /** Returns one provider; {@code null}, and so status 404, where there is none of that name. */
    @ReadOperation
    public @Nullable ProviderDescriptor one(@Selector String provider) {
        Map<String, HealthSnapshot> snapshots = snapshots();
        HealthSnapshot snapshot = snapshots.get(provider);
        return snapshot == null ? null : descriptor(snapshot, succeeded(snapshots));
    }

    private ProviderDescriptor descriptor(HealthSnapshot snapshot, long succeededOfAll) {
        String name = snapshot.provider();
        String currency = currencies.of(name);
        return ProviderDescriptor.of(
                snapshot, succeededOfAll, spending.tokens(name), spending.money(name, currency), currency);
    }

    private Map<String, HealthSnapshot> snapshots() {
        Map<String, HealthSnapshot> snapshots = new LinkedHashMap<>();
        healths.all().forEach((name, health) -> snapshots.put(name, health.snapshot()));
        return snapshots;
    }

    private static long succeeded(Map<String, HealthSnapshot> snapshots) {
        return snapshots.values().stream().mapToLong(HealthSnapshot::succeeded).sum();
    }
}
