package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.failure.FailureRules;
import io.github.llmfailover.plan.HedgeQuota;
import io.github.llmfailover.plan.RetryBudget;
import io.github.llmfailover.routing.ProviderOrdering;
import io.github.llmfailover.routing.ProviderSelector;
import io.github.llmfailover.time.TimeSource;
import org.jspecify.annotations.Nullable;

/**
 * What all calls of a configuration share, beside the providers. What has been learned and counted goes on from one
 * configuration to the next.
 *
 * @param rules what follows from each kind of failure
 * @param budget what bounds retries and hedges
 * @param hedges what bounds hedges to a share of all calls
 * @param selector who is asked next
 */
record SharedParts(
        Live<FailureRules> rules, Live<RetryBudget> budget, Live<HedgeQuota> hedges, Live<ProviderSelector> selector) {

    static SharedParts of(Generations generations, @Nullable ProviderOrdering own, TimeSource time) {
        Strategies strategies = new Strategies(own, time);
        Live<Strategies.Memory> memory =
                generations.each((next, before) -> strategies.memory(next.properties(), before));
        return new SharedParts(
                generations.each((next, before) -> next.settings().rules()),
                generations.each(
                        (next, before) -> budget(next.properties().retry().budget(), before, time)),
                generations.each((next, before) -> {
                    double ratio = next.properties().hedging().maxRatio();
                    return before == null ? new HedgeQuota(ratio) : before.with(ratio);
                }),
                generations.each((next, before) ->
                        strategies.selector(next.properties(), memory.of(next).conversations())));
    }

    private static RetryBudget budget(
            FailoverProperties.Budget settings, @Nullable RetryBudget before, TimeSource time) {
        return before == null
                ? new RetryBudget(settings.ratio(), settings.minPerSecond(), time)
                : before.with(settings.ratio(), settings.minPerSecond());
    }
}
