package io.github.llmfailover.actuate;

import io.github.llmfailover.health.HealthSnapshot;
import io.github.llmfailover.health.ProviderHealths;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * {@code /actuator/llmfailover}: who serves, who is out, and why; and, where write access is granted
 * ({@code management.endpoint.llmfailover.access=unrestricted}), what to do about it.
 */
@Endpoint(id = "llmfailover", defaultAccess = Access.READ_ONLY)
public class FailoverEndpoint {

    private final ProviderHealths healths;

    private final ChainNames chains;

    private final RetryBudgetView retryBudget;

    private final RecentEvents recentEvents;

    private final OperatorDesk desk;

    private final Spending spending;

    private final ProviderCurrencies currencies;

    /**
     * Creates the endpoint.
     *
     * @param healths all providers
     * @param chains the configured chains
     * @param retryBudget the budget for retries
     * @param recentEvents what happened last
     * @param desk has done what operators write
     * @param spending what providers have been paid
     * @param currencies the currencies of their prices
     */
    public FailoverEndpoint(
            ProviderHealths healths,
            ChainNames chains,
            RetryBudgetView retryBudget,
            RecentEvents recentEvents,
            OperatorDesk desk,
            Spending spending,
            ProviderCurrencies currencies) {
        this.healths = healths;
        this.chains = chains;
        this.retryBudget = retryBudget;
        this.recentEvents = recentEvents;
        this.desk = desk;
        this.spending = spending;
        this.currencies = currencies;
    }

    /** Returns everything: chains, providers, budget, events. */
    @ReadOperation
    public FailoverDescriptor all() {
        Map<String, HealthSnapshot> snapshots = snapshots();
        long succeeded = succeeded(snapshots);
        Map<String, ProviderDescriptor> providers = new LinkedHashMap<>();
        snapshots.forEach((name, snapshot) -> providers.put(name, describe(snapshot, succeeded)));
        return new FailoverDescriptor(
                chains.byChain(),
                providers,
                new FailoverDescriptor.RetryBudget(retryBudget.available()),
                recentEvents.newestFirst(),
                Optional.ofNullable(desk.lastDrill()));
    }

    /**
     * Returns one provider, or below {@value OperatorDesk#DRILL} the last drill; {@code null}, and so status 404, where
     * there is none.
     */
    @ReadOperation
    public @Nullable OperationResponseBody one(@Selector String name) {
        if (name.equals(OperatorDesk.DRILL)) {
            return desk.lastDrill();
        }
        Map<String, HealthSnapshot> snapshots = snapshots();
        HealthSnapshot snapshot = snapshots.get(name);
        return snapshot == null ? null : describe(snapshot, succeeded(snapshots));
    }

    /**
     * Acts on a provider, or makes a drill and returns its result.
     *
     * @param name the provider's name, or {@value OperatorDesk#DRILL}
     * @param action what to do about the provider: drain, disable, enable, force-open or reset
     * @param forSeconds for how long it is to be out, in seconds; by default ten minutes, at most a day
     * @param evenIfLast whether it is to be taken out even where nobody else of a chain can serve
     * @param provider of a drill, the only provider to be drilled; by default all are
     * @param securityContext who acts
     */
    @WriteOperation
    public Object write(
            @Selector String name,
            @Nullable String action,
            @Nullable String forSeconds,
            @Nullable String evenIfLast,
            @Nullable String provider,
            SecurityContext securityContext) {
        return answer(name, action, forSeconds, evenIfLast, provider, securityContext)
                .body();
    }

    ActionAnswer answer(
            String name,
            @Nullable String action,
            @Nullable String forSeconds,
            @Nullable String evenIfLast,
            @Nullable String provider,
            SecurityContext securityContext) {
        String by = Actors.nameOf(securityContext);
        return name.equals(OperatorDesk.DRILL)
                ? desk.drill(provider, by)
                : desk.act(name, action, forSeconds, evenIfLast, by);
    }

    private ProviderDescriptor describe(HealthSnapshot snapshot, long succeededOfAll) {
        String name = snapshot.provider();
        String currency = currencies.of(name);
        return ProviderDescriptor.of(
                snapshot,
                healths.get(name).operatorHold(),
                succeededOfAll,
                spending.tokens(name),
                spending.money(name, currency),
                currency);
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
