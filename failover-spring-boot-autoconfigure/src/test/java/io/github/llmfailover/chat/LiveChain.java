package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.Pace;
import io.github.llmfailover.execution.AnswerChecks;
import io.github.llmfailover.execution.Engine;
import io.github.llmfailover.execution.OwnThreads;
import io.github.llmfailover.execution.StreamTexts;
import io.github.llmfailover.execution.UsageEstimates;
import io.github.llmfailover.execution.Watchdog;
import io.github.llmfailover.execution.Workers;
import io.github.llmfailover.failure.FailureClassifiers;
import io.github.llmfailover.failure.FailureRules;
import io.github.llmfailover.health.HealthSettings;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.observation.FailoverConventions;
import io.github.llmfailover.observation.ObservingTracer;
import io.github.llmfailover.plan.CallPlanner;
import io.github.llmfailover.plan.PlanSettings;
import io.github.llmfailover.plan.RetryBudget;
import io.github.llmfailover.plan.WhenUnavailable;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.provider.ProviderClient;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.provider.RetrySettings;
import io.github.llmfailover.provider.Timeouts;
import io.github.llmfailover.routing.Chain;
import io.github.llmfailover.routing.PrioritySelector;
import io.github.llmfailover.test.ProviderSimulator;
import io.github.llmfailover.test.RecordedRequest;
import io.github.llmfailover.time.ShiftableTime;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A chain of real Spring AI clients, each before a simulator of its own, and a chain "reverse". The tag of a provider is
 * "tag-" and its name.
 */
public final class LiveChain implements AutoCloseable {

    private static final Duration WINDOW = Duration.ofSeconds(60);

    private final List<ProviderSimulator> simulators = new ArrayList<>();

    private final ShiftableTime time = new ShiftableTime();

    private final Workers workers = Workers.create();

    private final DelaysAndFailovers told = new DelaysAndFailovers();

    private final ExchangesUnderWay exchanges = new ExchangesUnderWay();

    private final PlanSettings settings;

    private final ObservationRegistry observations;

    private final List<Provider> providers = new ArrayList<>();

    private ProviderHealths healths;

    private FailoverChatModel model;

    public LiveChain(LiveClient... clients) {
        this(PlanSettings.DEFAULTS, 0, clients);
    }

    public LiveChain(PlanSettings settings, int retries, LiveClient... clients) {
        this(settings, retries, Set.of(), clients);
    }

    public LiveChain(PlanSettings settings, int retries, Set<String> capabilities, LiveClient... clients) {
        this(settings, retries, capabilities, Timeouts.DEFAULTS, clients);
    }

    /** A chain of streams that must keep a pace which none does; a stream that ends before its first window does not notice. */
    public static LiveChain paced(LiveClient... clients) {
        Timeouts timeouts = new Timeouts(
                Duration.ofSeconds(20),
                WINDOW.multipliedBy(10),
                Duration.ofSeconds(90),
                new Pace(Integer.MAX_VALUE, WINDOW));
        return new LiveChain(PlanSettings.DEFAULTS, 0, Set.of(), timeouts, clients);
    }

    /** A chain whose calls are observed, as are the requests of its clients. */
    public static LiveChain observed(
            ObservationRegistry observations, PlanSettings settings, int retries, LiveClient... clients) {
        return new LiveChain(settings, retries, Set.of(), Timeouts.DEFAULTS, observations, clients);
    }

    public LiveChain(
            PlanSettings settings, int retries, Set<String> capabilities, Timeouts timeouts, LiveClient... clients) {
        this(settings, retries, capabilities, timeouts, ObservationRegistry.NOOP, clients);
    }

    private LiveChain(
            PlanSettings settings,
            int retries,
            Set<String> capabilities,
            Timeouts timeouts,
            ObservationRegistry observations,
            LiveClient... clients) {
        this.settings = settings;
        this.observations = observations;
        for (LiveClient client : clients) {
            ProviderSimulator simulator =
                    ProviderSimulator.builder().name(client.provider()).start();
            simulators.add(simulator);
            ProviderClient connected = client.connect(simulator.baseUrl(), observations);
            providers.add(new Provider(
                    new ProviderSettings(
                            client.provider(),
                            null,
                            null,
                            timeouts,
                            new RetrySettings(retries, Duration.ofMillis(1), Duration.ZERO),
                            Set.of("tag-" + client.provider()),
                            capabilities,
                            0),
                    connected.model(),
                    exchanges.watching(connected.binding())));
        }
        healths = newHealths();
        model = newModel();
    }

    /** Forgets everything that was before, but for the connections. */
    public void renew() {
        simulators.forEach(ProviderSimulator::heal);
        simulators.forEach(ProviderSimulator::clearLog);
        healths = newHealths();
        model = newModel();
    }

    private ProviderHealths newHealths() {
        return ProviderHealths.create(
                providers.stream()
                        .map(provider -> HealthSettings.named(provider.name()))
                        .toList(),
                CircuitBreakerRegistry.ofDefaults(),
                time,
                new Random(7),
                FailoverListener.NONE);
    }

    private FailoverChatModel newModel() {
        Chain chain = new Chain("default", providers, provider -> healths.get(provider.name()));
        List<Provider> lastFirst = new ArrayList<>(providers);
        Collections.reverse(lastFirst);
        Chain reverse = new Chain("reverse", lastFirst, provider -> healths.get(provider.name()));
        return new FailoverChatModel(
                List.of(chain, reverse),
                new CallPlanner(
                        settings,
                        FailureRules.defaults(),
                        new PrioritySelector(),
                        new RetryBudget(0.2, 10, time),
                        told,
                        time,
                        new Random(7)),
                new Engine(
                        FailureClassifiers.create(List.of(), time::now)::classify,
                        new Watchdog(time),
                        workers,
                        time,
                        StreamTexts.DEFAULTS,
                        new OwnThreads(told, time),
                        UsageEstimates.NONE,
                        AnswerChecks.NONE,
                        new ObservingTracer(observations, FailoverConventions.DEFAULTS)));
    }

    public static PlanSettings failingWhenNobodyIsLeft() {
        return new PlanSettings(Duration.ofSeconds(120), 6, WhenUnavailable.FAIL);
    }

    public FailoverChatModel model() {
        return model;
    }

    public ProviderSimulator simulator(int position) {
        return simulators.get(position);
    }

    /** Returns how many requests all providers have got. */
    public int requests() {
        return simulators.stream().mapToInt(ProviderSimulator::requestCount).sum();
    }

    public ProviderHealths healths() {
        return healths;
    }

    DelaysAndFailovers told() {
        return told;
    }

    ExchangesUnderWay exchanges() {
        return exchanges;
    }

    public ShiftableTime time() {
        return time;
    }

    /** Puts the clock past every limit of an attempt, and not past the deadline, once a request has arrived. */
    public void passLimitsOnceAsked(int position) {
        jumpOnceAsked(position, Duration.ofSeconds(95));
    }

    /** Puts the clock forward once a request has arrived. */
    public void jumpOnceAsked(int position, Duration by) {
        Thread clock = new Thread(() -> {
            simulator(position).awaitRequest(0, Duration.ofSeconds(20));
            exchanges.awaitWaiting(position, time);
            time.jump(by);
        });
        clock.setDaemon(true);
        clock.start();
    }

    /** Puts the clock past every limit once the first provider has sent so many tokens and stands still. */
    public void passLimitsWhenStalled(int tokens) {
        jumpWhenStalled(tokens, Duration.ofSeconds(95));
    }

    /** Puts the clock forward once the first provider has sent so many tokens and stands still. */
    public void jumpWhenStalled(int tokens, Duration by) {
        Thread clock = new Thread(() -> {
            RecordedRequest request = simulator(0).awaitRequest(0, Duration.ofSeconds(20));
            while (request.tokensSent() < tokens) {
                Thread.onSpinWait();
            }
            // What has been sent has still to arrive: the stall begins with the last token that did.
            time.schedule(Duration.ofMillis(150), () -> time.jump(by));
        });
        clock.setDaemon(true);
        clock.start();
    }

    /** Ends the window of a stream that drips, once so many tokens have been sent. */
    public void endWindowWhileDripping(int tokens) {
        Thread clock = new Thread(() -> {
            RecordedRequest request = simulator(0).awaitRequest(0, Duration.ofSeconds(20));
            while (request.tokensSent() < tokens) {
                Thread.onSpinWait();
            }
            endWindow(request);
        });
        clock.setDaemon(true);
        clock.start();
    }

    /** Again if need be: the window may not have begun yet. */
    private void endWindow(RecordedRequest request) {
        if (!request.clientGone() && !request.finished()) {
            time.jump(WINDOW);
            time.schedule(Duration.ofMillis(250), () -> endWindow(request));
        }
    }

    public void passLimits() {
        time.jump(Duration.ofSeconds(95));
    }

    /** What a permit that was never given back, or a connection that was never closed, would show in. */
    public void assertNothingLeftBehind() {
        simulators.forEach(simulator -> simulator.awaitNoOpenExchanges(Duration.ofSeconds(5)));
        healths.all().values().forEach(health -> assertThat(health.snapshot().inFlight())
                .as("permits of " + health.name())
                .isZero());
    }

    public void assertNobodyBlamed() {
        healths.all().values().forEach(health -> assertThat(health.snapshot().failed())
                .as("failures of " + health.name())
                .isZero());
    }

    @Override
    public void close() {
        simulators.forEach(ProviderSimulator::close);
        workers.close();
    }
}
