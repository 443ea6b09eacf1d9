package io.github.llmfailover.benchmarks;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.execution.Engine;
import io.github.llmfailover.execution.Watchdog;
import io.github.llmfailover.execution.Workers;
import io.github.llmfailover.failure.FailureClassifiers;
import io.github.llmfailover.failure.FailureRules;
import io.github.llmfailover.health.HealthSettings;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.plan.CallPlanner;
import io.github.llmfailover.plan.PlanSettings;
import io.github.llmfailover.plan.RetryBudget;
import io.github.llmfailover.provider.ClientSettings;
import io.github.llmfailover.provider.ClientType;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.provider.ProviderClient;
import io.github.llmfailover.provider.ProviderClients;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.provider.RetrySettings;
import io.github.llmfailover.provider.Timeouts;
import io.github.llmfailover.routing.Chain;
import io.github.llmfailover.routing.PrioritySelector;
import io.github.llmfailover.test.ProviderSimulator;
import io.github.llmfailover.time.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A chain of real clients, each before a simulated provider of its own. Its breakers never open, and nothing is retried. */
final class LiveClients implements AutoCloseable {

    private final List<ProviderSimulator> simulators = new ArrayList<>();

    private final Workers workers = Workers.create();

    private final FailoverChatModel model;

    LiveClients(String... clients) {
        TimeSource time = TimeSource.system();
        List<Provider> providers = new ArrayList<>();
        for (String client : clients) {
            ProviderSimulator simulator =
                    ProviderSimulator.builder().name(client + simulators.size()).start();
            simulators.add(simulator);
            ClientType type = ClientType.valueOf(client.toUpperCase(Locale.ROOT));
            String url = type == ClientType.OPENAI ? simulator.baseUrl() + "/v1" : simulator.baseUrl();
            ProviderClient connected =
                    ProviderClients.create(new ClientSettings(type, url, "key", Map.of()), "model", null);
            providers.add(new Provider(settings(client + providers.size()), connected.model(), connected.binding()));
        }
        CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();
        providers.forEach(provider -> registry.circuitBreaker(provider.name()).transitionToDisabledState());
        ProviderHealths healths = ProviderHealths.create(
                providers.stream()
                        .map(provider -> HealthSettings.named(provider.name()))
                        .toList(),
                registry,
                time,
                new Random(7),
                FailoverListener.NONE);
        model = new FailoverChatModel(
                List.of(new Chain(
                        FailoverChatModel.DEFAULT_CHAIN, providers, provider -> healths.get(provider.name()))),
                new CallPlanner(
                        PlanSettings.DEFAULTS,
                        FailureRules.defaults(),
                        new PrioritySelector(),
                        new RetryBudget(0.2, 10, time),
                        FailoverListener.NONE,
                        time,
                        new Random(7)),
                new Engine(
                        FailureClassifiers.create(List.of(), time::now)::classify, new Watchdog(time), workers, time));
    }

    private static ProviderSettings settings(String name) {
        return new ProviderSettings(
                name,
                null,
                null,
                Timeouts.DEFAULTS,
                new RetrySettings(0, Duration.ZERO, Duration.ZERO),
                Set.of(),
                Set.of(),
                0);
    }

    FailoverChatModel model() {
        return model;
    }

    ProviderSimulator simulator(int position) {
        return simulators.get(position);
    }

    @Override
    public void close() {
        simulators.forEach(ProviderSimulator::close);
        workers.close();
    }
}
