package io.github.llmfailover.plan;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.CallMode;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.FailoverOccurredEvent;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.FailureRules;
import io.github.llmfailover.health.HealthSettings;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.plan.Decision.Ask;
import io.github.llmfailover.plan.Decision.Fail;
import io.github.llmfailover.plan.Decision.Wait;
import io.github.llmfailover.provider.ClientBinding;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.routing.Chain;
import io.github.llmfailover.routing.PrioritySelector;
import io.github.llmfailover.routing.Requirements;
import io.github.llmfailover.time.VirtualTime;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Plans over real healths in virtual time. */
final class PlanFixture implements FailoverListener {

    final VirtualTime time = new VirtualTime();

    final List<FailoverOccurredEvent> switches = new ArrayList<>();

    final List<AttemptReport> attempts = new ArrayList<>();

    final ProviderHealths healths;

    final RetryBudget budget;

    private final Chain chain;

    private final CallPlanner planner;

    int calls;

    PlanFixture(PlanSettings settings, ProviderSettings... providers) {
        this(settings, FailureRules.defaults(), 10, providers);
    }

    PlanFixture(PlanSettings settings, FailureRules rules, int retriesPerSecond, ProviderSettings... providers) {
        Random random = new Random(1);
        healths = ProviderHealths.create(
                Stream.of(providers)
                        .map(each -> HealthSettings.named(each.name()))
                        .toList(),
                CircuitBreakerRegistry.ofDefaults(),
                time,
                random,
                this);
        chain = new Chain(
                "default",
                Stream.of(providers)
                        .map(each -> new Provider(each, prompt -> null, ClientBinding.NONE))
                        .toList(),
                provider -> healths.get(provider.name()));
        budget = new RetryBudget(0.2, retriesPerSecond, time);
        planner = new CallPlanner(settings, rules, new PrioritySelector(), budget, this, time, random);
    }

    CallPlan call() {
        return call(Requirements.NONE, null);
    }

    CallPlan call(Requirements requirements, @Nullable Duration deadline) {
        return planner.begin(chain, requirements, CallMode.CALL, new CallTerms(deadline, null, null, null, true));
    }

    CallPlan stream() {
        return begin(CallMode.STREAM, CallTerms.AS_CONFIGURED);
    }

    CallPlan begin(CallMode mode, CallTerms terms) {
        return planner.begin(chain, Requirements.NONE, mode, terms);
    }

    /** The attempt that the plan wants made now, or after the waits that it asks for. */
    Attempt asked(CallPlan plan, Decision decision) {
        Decision next = decision;
        while (next instanceof Wait wait) {
            time.advance(Duration.ofNanos(wait.nanos()));
            next = plan.next();
        }
        if (next instanceof Fail fail) {
            throw new AssertionError("Expected an attempt, but the call failed", fail.exception());
        }
        return ((Ask) next).attempt();
    }

    static Failure failure(FailureKind kind) {
        return Failure.of(kind, new IllegalStateException(kind.name()));
    }

    @Override
    public void onFailover(FailoverOccurredEvent event) {
        switches.add(event);
    }

    @Override
    public void onAttemptEnded(AttemptReport attempt) {
        attempts.add(attempt);
    }

    @Override
    public void onCallEnded(
            io.github.llmfailover.FailoverReport report, Duration duration, @Nullable Throwable failure) {
        calls++;
    }
}
