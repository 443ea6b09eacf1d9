package io.github.llmfailover.plan;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.failure.FailureRules;
import io.github.llmfailover.routing.Chain;
import io.github.llmfailover.routing.ProviderSelector;
import io.github.llmfailover.routing.Requirements;
import io.github.llmfailover.time.TimeSource;
import io.github.llmfailover.trace.CallTrace;
import io.github.llmfailover.trace.CallTracer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes the plan of each call from what all calls share.
 *
 * @param settings what bounds every call
 * @param rules what follows from each kind of failure
 * @param selector who is asked next
 * @param budget what bounds retries and hedges over all calls
 * @param hedges what bounds hedges to a share of all calls
 * @param listener hears what happens
 * @param time the time source
 * @param random spreads waits; must be safe for use from many threads
 */
public record CallPlanner(
        PlanSettings settings,
        FailureRules rules,
        ProviderSelector selector,
        RetryBudget budget,
        HedgeQuota hedges,
        FailoverListener listener,
        TimeSource time,
        RandomGenerator random) {

    /** A planner with a quota of hedges as the settings say. */
    public CallPlanner(
            PlanSettings settings,
            FailureRules rules,
            ProviderSelector selector,
            RetryBudget budget,
            FailoverListener listener,
            TimeSource time,
            RandomGenerator random) {
        this(
                settings,
                rules,
                selector,
                budget,
                new HedgeQuota(settings.hedging().maxRatio()),
                listener,
                time,
                random);
    }

    /**
     * Begins the plan of one call.
     *
     * @param chain whom the call may ask
     * @param requirements what the request requires of them
     * @param mode how the caller asks
     * @param terms what the request wants otherwise than it is configured
     */
    public CallPlan begin(Chain chain, Requirements requirements, CallMode mode, CallTerms terms) {
        return begin(chain, requirements, mode, terms, CallTracer.NONE, null);
    }

    /**
     * Begins the plan of one call that is traced.
     *
     * @param chain whom the call may ask
     * @param requirements what the request requires of them
     * @param mode how the caller asks
     * @param terms what the request wants otherwise than it is configured
     * @param tracer traces it
     * @param parent what the call is part of, as the caller's context has it; {@code null} for what this thread works for
     */
    public CallPlan begin(
            Chain chain,
            Requirements requirements,
            CallMode mode,
            CallTerms terms,
            CallTracer tracer,
            @Nullable Object parent) {
        budget.callBegan();
        if (settings.hedging().enabled()) {
            hedges.callBegan();
        }
        Roster roster = new Roster(chain, requirements, selector);
        CallTrace trace = tracer.callBegins(chain.name(), mode, parent);
        try {
            return new CallPlan(this, roster, mode, terms, trace);
        } catch (RuntimeException e) {
            trace.aborted(e);
            throw e;
        }
    }
}
