package io.github.llmfailover.benchmarks;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.autoconfigure.WiredListeners;
import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.execution.AnswerChecks;
import io.github.llmfailover.execution.Engine;
import io.github.llmfailover.execution.OwnThreads;
import io.github.llmfailover.execution.StreamTexts;
import io.github.llmfailover.execution.UsageEstimates;
import io.github.llmfailover.execution.Watchdog;
import io.github.llmfailover.execution.WellFormedJson;
import io.github.llmfailover.execution.Workers;
import io.github.llmfailover.failure.FailureClassifiers;
import io.github.llmfailover.failure.FailureRules;
import io.github.llmfailover.health.BreakerSettings;
import io.github.llmfailover.health.HealthSettings;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.plan.CallPlanner;
import io.github.llmfailover.plan.PlanSettings;
import io.github.llmfailover.plan.RetryBudget;
import io.github.llmfailover.provider.ClientBinding;
import io.github.llmfailover.provider.Price;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.provider.RetrySettings;
import io.github.llmfailover.provider.Timeouts;
import io.github.llmfailover.routing.Chain;
import io.github.llmfailover.routing.PrioritySelector;
import io.github.llmfailover.time.TimeSource;
import io.github.llmfailover.trace.CallTracer;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.ai.chat.prompt.Prompt;

/** A chain of clients in memory, wired as the auto-configuration wires it, with meters and all other listeners. */
final class InMemoryChain implements AutoCloseable {

    /** Outlasts every benchmark. */
    private static final Duration OPEN = Duration.ofHours(2);

    private final List<InMemoryClient> clients = new ArrayList<>();

    private final ProviderHealths healths;

    private final Workers workers = Workers.create();

    private final FailoverChatModel model;

    /**
     * Creates a chain.
     *
     * @param length how many providers it has
     * @param open how many of them, from the first on, have an open breaker
     * @param binding how calls are aborted
     * @param client creates each provider's client
     */
    InMemoryChain(int length, int open, ClientBinding binding, Supplier<InMemoryClient> client) {
        this(length, open, binding, client, CallTracer.NONE);
    }

    /**
     * Creates a chain whose calls are traced.
     *
     * @param length how many providers it has
     * @param open how many of them, from the first on, have an open breaker
     * @param binding how calls are aborted
     * @param client creates each provider's client
     * @param tracer traces the calls
     */
    InMemoryChain(int length, int open, ClientBinding binding, Supplier<InMemoryClient> client, CallTracer tracer) {
        TimeSource time = TimeSource.system();
        List<Provider> providers = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            InMemoryClient created = client.get();
            clients.add(created);
            providers.add(new Provider(priced("provider-" + i), created, binding));
        }
        List<String> names = providers.stream().map(Provider::name).toList();
        FailoverListener listener = WiredListeners.create(List.of(FailoverChatModel.DEFAULT_CHAIN), names);
        healths = ProviderHealths.create(
                names.stream().map(InMemoryChain::health).toList(),
                CircuitBreakerRegistry.ofDefaults(),
                time,
                new Random(7),
                listener);
        Chain chain = new Chain(FailoverChatModel.DEFAULT_CHAIN, providers, provider -> healths.get(provider.name()));
        CallPlanner planner = new CallPlanner(
                PlanSettings.DEFAULTS,
                FailureRules.defaults(),
                new PrioritySelector(),
                new RetryBudget(0.2, 10, time),
                listener,
                time,
                new Random(7));
        Engine engine = new Engine(
                FailureClassifiers.create(List.of(), time::now)::classify,
                new Watchdog(time),
                workers,
                time,
                StreamTexts.DEFAULTS,
                new OwnThreads(listener, time),
                UsageEstimates.with(text -> text.length() / 4, time),
                AnswerChecks.with(List.of(), new WellFormedJson(), listener, workers, time),
                tracer);
        model = new FailoverChatModel(List.of(chain), planner, engine);
        for (int i = 0; i < open; i++) {
            openBreaker(i);
        }
    }

    FailoverChatModel model() {
        return model;
    }

    ProviderState stateOf(int position) {
        return healths.get("provider-" + position).state();
    }

    @Override
    public void close() {
        workers.close();
    }

    /** Opens a breaker as it opens in life: its provider fails until it has failed too often. */
    private void openBreaker(int position) {
        clients.get(position).goDown();
        int calls = 0;
        while (stateOf(position) != ProviderState.OPEN) {
            if (++calls > 1000) {
                throw new IllegalStateException("The breaker of provider " + position + " does not open");
            }
            model.call(new Prompt("hello"));
        }
    }

    private static ProviderSettings priced(String name) {
        return new ProviderSettings(
                name,
                null,
                null,
                Timeouts.DEFAULTS,
                RetrySettings.DEFAULTS,
                Set.of(),
                Set.of(),
                0,
                1,
                new Price(0.75, 0.075, 4.5, "USD"));
    }

    private static HealthSettings health(String provider) {
        BreakerSettings defaults = BreakerSettings.DEFAULTS;
        return new HealthSettings(
                provider,
                new BreakerSettings(
                        defaults.failureRateThreshold(),
                        defaults.slidingWindowSize(),
                        defaults.minimumNumberOfCalls(),
                        defaults.slowCallRateThreshold(),
                        defaults.slowCallDurationThreshold(),
                        OPEN,
                        1,
                        OPEN,
                        defaults.permittedCallsInHalfOpen()),
                0);
    }
}
