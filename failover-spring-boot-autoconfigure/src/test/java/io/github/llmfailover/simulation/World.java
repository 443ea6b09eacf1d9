package io.github.llmfailover.simulation;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.ProviderStateChangedEvent;
import io.github.llmfailover.failure.FailureRules;
import io.github.llmfailover.health.Claim;
import io.github.llmfailover.health.Permit;
import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.plan.CallPlanner;
import io.github.llmfailover.plan.RetryBudget;
import io.github.llmfailover.provider.ClientBinding;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.routing.Chain;
import io.github.llmfailover.time.VirtualTime;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Runs one scenario with one seed: many callers, a few providers, and the library's own decisions between them, all in
 * virtual time on one thread. Only the wire is made up.
 */
final class World implements FailoverListener {

    private final Scenario scenario;

    private final long seed;

    final VirtualTime time = new VirtualTime();

    final SplittableRandom random;

    final Tally tally;

    final Waits waits = new Waits();

    final CallPlanner planner;

    final Chain chain;

    private final CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();

    private final Map<String, SimulatedProvider> providers = new LinkedHashMap<>();

    private final ProviderHealths healths;

    private final @Nullable SimulatedProbes probes;

    private long callers;

    private long hash = 0xcbf29ce484222325L;

    World(Scenario scenario, long seed) {
        this(scenario, seed, Scenario.BUDGET_RATIO, Scenario.BUDGET_PER_SECOND);
    }

    /** With another budget for retries and second requests. */
    World(Scenario scenario, long seed, double budgetRatio, int budgetPerSecond) {
        this.scenario = scenario;
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.tally = new Tally(scenario);
        Random jitter = new Random(seed);
        List<Member> members = scenario.members();
        this.healths =
                ProviderHealths.create(members.stream().map(Member::health).toList(), registry, time, jitter, this);
        Map<Provider, ProviderHealth> clients = new LinkedHashMap<>();
        for (Member member : members) {
            BreakerWatch watch = new BreakerWatch(
                    registry.circuitBreaker(member.name()), member.health().breaker(), time);
            SimulatedProvider provider = new SimulatedProvider(member, watch, random.split());
            providers.put(member.name(), provider);
            clients.put(
                    new Provider(member.settings(), new ProbeClient(provider, time), ClientBinding.NONE),
                    healths.get(member.name()));
        }
        this.probes = scenario.probed() ? new SimulatedProbes(time, clients, jitter) : null;
        this.chain = new Chain("default", List.copyOf(clients.keySet()), provider -> healths.get(provider.name()));
        this.planner = new CallPlanner(
                scenario.plan(),
                FailureRules.defaults(),
                scenario.strategy().selector(time, jitter),
                new RetryBudget(budgetRatio, budgetPerSecond, time),
                this,
                time,
                jitter);
    }

    /** Lets callers come, and time run until all of them have gone. */
    Run run() {
        Traffic traffic = scenario.traffic();
        scenario.operator().forEach((at, action) -> time.schedule(at, () -> action.accept(registry)));
        if (traffic.burst() > 0) {
            time.schedule(traffic.burstAt(), () -> {
                for (int i = 0; i < traffic.burst(); i++) {
                    arrives();
                }
            });
        }
        arriveOneByOne();
        while (time.advanceToNextTask()) {
            // Everything happens in scheduled tasks.
        }
        return result();
    }

    private void arriveOneByOne() {
        if (time.elapsed().compareTo(scenario.traffic().lasts()) < 0) {
            time.schedule(Duration.ofNanos(scenario.traffic().nanosToNext(random)), () -> {
                arrives();
                arriveOneByOne();
            });
        }
    }

    private void arrives() {
        new Conversation(this, callers++, scenario.traffic().crowd().next(random)).begin();
    }

    Scenario scenario() {
        return scenario;
    }

    SimulatedProvider provider(String name) {
        return providers.get(name);
    }

    void log(long what, long detail) {
        hash = (hash ^ what * 31 + detail ^ time.nanoTime()) * 0x100000001b3L;
    }

    @Override
    public void onProviderStateChanged(ProviderStateChangedEvent event) {
        if (probes != null) {
            probes.onProviderStateChanged(event);
        }
    }

    private Run result() {
        int left = permitsLeft();
        SimulatedProvider first = providers.values().iterator().next();
        List<String> changes = new ArrayList<>();
        long openings = 0;
        for (SimulatedProvider each : providers.values()) {
            openings += each.watch().openings;
            each.watch()
                    .changes()
                    .forEach(change -> changes.add(
                            "%.3f s %s %s".formatted(change.atSeconds(), each.name(), change.transition())));
        }
        return new Run(
                scenario,
                seed,
                tally.calls,
                tally.attempts,
                tally.ended(Tally.End.ANSWERED),
                tally.ended(Tally.End.CANCELLED),
                openings,
                tally.openedAfter(first),
                tally.figures(providers.values(), left),
                changes,
                hash);
    }

    /** Counts the requests that never ended, and the permissions that a half-open breaker has lost. */
    private int permitsLeft() {
        int left = 0;
        for (ProviderHealth health : healths.all().values()) {
            left += Math.abs(health.inFlight());
            CircuitBreaker breaker = registry.circuitBreaker(health.name());
            if (breaker.getState() == CircuitBreaker.State.HALF_OPEN && health.state() == ProviderState.HALF_OPEN) {
                left += breaker.getCircuitBreakerConfig().getPermittedNumberOfCallsInHalfOpenState()
                        - breaker.getMetrics().getNumberOfBufferedCalls()
                        - permissions(health);
            }
        }
        return left;
    }

    private static int permissions(ProviderHealth health) {
        List<Permit> given = new ArrayList<>();
        Permit permit = health.tryAcquire(null, Claim.PROBE);
        while (permit != null) {
            given.add(permit);
            permit = health.tryAcquire(null, Claim.PROBE);
        }
        given.forEach(Permit::released);
        return given.size();
    }
}
