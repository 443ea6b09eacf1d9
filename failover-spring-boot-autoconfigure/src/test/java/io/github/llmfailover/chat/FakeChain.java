package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.execution.Engine;
import io.github.llmfailover.execution.OwnThreads;
import io.github.llmfailover.execution.StreamTexts;
import io.github.llmfailover.execution.Watchdog;
import io.github.llmfailover.execution.Workers;
import io.github.llmfailover.failure.FailureClassifiers;
import io.github.llmfailover.failure.FailureRules;
import io.github.llmfailover.health.HealthSettings;
import io.github.llmfailover.health.HealthSnapshot;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.plan.CallPlanner;
import io.github.llmfailover.plan.PlanSettings;
import io.github.llmfailover.plan.RetryBudget;
import io.github.llmfailover.plan.WhenUnavailable;
import io.github.llmfailover.provider.ClientBinding;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.provider.RetrySettings;
import io.github.llmfailover.provider.Timeouts;
import io.github.llmfailover.routing.Chain;
import io.github.llmfailover.routing.PrioritySelector;
import io.github.llmfailover.time.VirtualTime;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.springframework.ai.chat.model.ChatModel;

/** The failover model over clients of the user's own, named "a", "b", "c" in order, of which nothing is known. */
public final class FakeChain implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofMinutes(10);

    private final VirtualTime time = new VirtualTime();

    private final Workers workers = Workers.create();

    private final DelaysAndFailovers told = new DelaysAndFailovers();

    private final OwnThreads threads = new OwnThreads(told, time);

    private final ProviderHealths healths;

    private final FailoverChatModel model;

    public FakeChain(ChatModel... clients) {
        this(ClientBinding.NONE, clients);
    }

    public FakeChain(ClientBinding binding, ChatModel... clients) {
        this(new PlanSettings(DEADLINE, 6, WhenUnavailable.FAIL), binding, clients);
    }

    public FakeChain(PlanSettings settings, ClientBinding binding, ChatModel... clients) {
        List<Provider> providers = new ArrayList<>();
        List<HealthSettings> healthSettings = new ArrayList<>();
        for (ChatModel client : clients) {
            String name = String.valueOf((char) ('a' + providers.size()));
            RetrySettings once = new RetrySettings(0, Duration.ZERO, Duration.ZERO);
            providers.add(new Provider(
                    new ProviderSettings(name, null, null, Timeouts.DEFAULTS, once, Set.of(), Set.of(), 0),
                    client,
                    binding));
            healthSettings.add(HealthSettings.named(name));
        }
        Random random = new Random(7);
        healths = ProviderHealths.create(
                healthSettings, CircuitBreakerRegistry.ofDefaults(), time, random, FailoverListener.NONE);
        model = new FailoverChatModel(
                List.of(new Chain(FailoverChatModel.DEFAULT_CHAIN, providers, each -> healths.get(each.name()))),
                new CallPlanner(
                        settings,
                        FailureRules.defaults(),
                        new PrioritySelector(),
                        new RetryBudget(0.2, 10, time),
                        FailoverListener.NONE,
                        time,
                        random),
                new Engine(
                        FailureClassifiers.create(List.of(), time::now)::classify,
                        new Watchdog(time),
                        workers,
                        time,
                        StreamTexts.DEFAULTS,
                        threads));
    }

    public FailoverChatModel model() {
        return model;
    }

    public VirtualTime time() {
        return time;
    }

    DelaysAndFailovers told() {
        return told;
    }

    public OwnThreads threads() {
        return threads;
    }

    public HealthSnapshot health(String name) {
        return healths.get(name).snapshot();
    }

    /** Puts the clock past every limit of an attempt, and not past the deadline. */
    public void passLimits() {
        time.advance(Duration.ofSeconds(95));
    }

    public void assertNoPermitLeft() {
        healths.all().values().forEach(health -> assertThat(health.snapshot().inFlight())
                .as("permits of " + health.name())
                .isZero());
    }

    public void assertNobodyBlamed() {
        assertNoPermitLeft();
        healths.all().values().forEach(health -> assertThat(health.snapshot().failed())
                .as("failures of " + health.name())
                .isZero());
    }

    @Override
    public void close() {
        workers.close();
    }
}
