package io.github.llmfailover.health;

import io.github.llmfailover.CredentialRejectedEvent;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.FailureScope;
import io.github.llmfailover.failure.Reaction;
import io.github.llmfailover.time.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One provider's health. Of the reasons not to ask it, the one that lasts until a person acts is the state that is
 * shown: a breaker forced open, then a rest, then the breaker.
 *
 * <p>What is known of the provider and of the model that it serves by default is one; a model that callers name has, on
 * top of that, a breaker and rests of its own, so that its failures do not take away the rest of the provider
 * ({@link FailureScope}). A request for it needs both breakers' permission.
 */
final class DefaultProviderHealth implements ProviderHealth, StateReporter.Subject {

    private static final Log logger = LogFactory.getLog(DefaultProviderHealth.class);

    /** Where a request under way must end first, nobody knows when that will be. */
    private static final long LOOK_AGAIN = Duration.ofMillis(100).toNanos();

    private final HealthSettings settings;

    private final TimeSource time;

    private final FailoverListener listener;

    private final ModelHealth own;

    private final Rests providerRests;

    private final OtherModels others;

    private final Statistics statistics;

    private final StateReporter reporter;

    private final InFlight inFlight;

    DefaultProviderHealth(
            HealthSettings settings,
            CircuitBreakerRegistry registry,
            TimeSource time,
            RandomGenerator random,
            FailoverListener listener) {
        this.settings = settings;
        this.time = time;
        this.listener = listener;
        BreakerSource source = BreakerSource.ofProvider(settings, registry, time, random);
        Breaker breaker = new Breaker(source, settings.breaker(), time, random).checked();
        long stale = settings.breaker().staleAfter().toNanos();
        this.own = new ModelHealth(breaker, new Rests(stale, random));
        this.providerRests = new Rests(stale, random);
        this.others = new OtherModels(
                model -> new ModelHealth(breaker.ofModel(model, settings.breaker(), random), new Rests(stale, random)));
        this.statistics = new Statistics(time.nanoTime());
        this.reporter = new StateReporter(settings.provider(), this, time, listener);
        this.inFlight = new InFlight(settings.maxConcurrency());
    }

    @Override
    public String name() {
        return settings.provider();
    }

    @Override
    public @Nullable Permit tryAcquire(@Nullable String model, Claim claim) {
        long now = time.nanoTime();
        own.breaker.lookUpAgain(now);
        ModelHealth other = model == null ? null : others.hold(model, now);
        GivenPermit permit = null;
        try {
            permit = acquire(other, claim, now);
        } finally {
            if (permit == null && other != null) {
                others.letGo(other);
            }
        }
        reporter.noticed(stateAt(now));
        return permit;
    }

    private @Nullable GivenPermit acquire(@Nullable ModelHealth other, Claim claim, long now) {
        int restGeneration = (other == null ? own : other).rests.generation();
        int providerRestGeneration = providerRests.generation();
        if (nanosRefused(other, now) > 0) {
            return refused(claim);
        }
        if (claim == Claim.FAIR && !admits(other, now)) {
            return null;
        }
        if (!inFlight.enter()) {
            return refused(claim);
        }
        GivenPermit permit = null;
        try {
            permit = permitted(other, now, restGeneration, providerRestGeneration);
        } finally {
            if (permit == null) {
                inFlight.leave();
            }
        }
        return permit == null ? refused(claim) : permit;
    }

    private @Nullable GivenPermit permitted(
            @Nullable ModelHealth other, long now, int restGeneration, int providerRestGeneration) {
        Metrics modelGeneration = other == null ? null : other.breaker.tryAcquire(now);
        if (other != null && modelGeneration == null) {
            return null;
        }
        Metrics generation = own.breaker.tryAcquire(now);
        if (generation == null) {
            if (other != null) {
                other.breaker.released(modelGeneration);
            }
            return null;
        }
        return new GivenPermit(this, other, generation, modelGeneration, restGeneration, providerRestGeneration);
    }

    /** A claim that is not the call's first has been counted before. */
    private @Nullable GivenPermit refused(Claim claim) {
        if (claim == Claim.FAIR) {
            statistics.notPermitted();
        }
        return null;
    }

    private boolean admits(@Nullable ModelHealth other, long now) {
        if (settings.probed() && own.breaker.isToBeProbed()) {
            return false;
        }
        return own.breaker.ramp().admits(now)
                && (other == null || other.breaker.ramp().admits(now));
    }

    @Override
    public @Nullable Permit acquireAnyway(@Nullable String model) {
        long now = time.nanoTime();
        if (stateAt(now) == ProviderState.FORCED_OPEN) {
            return null;
        }
        inFlight.enterAnyway();
        ModelHealth other = model == null ? null : others.hold(model, now);
        return new GivenPermit(
                this, other, null, null, (other == null ? own : other).rests.generation(), providerRests.generation());
    }

    void succeeded(GivenPermit permit, long firstTokenNanos, long durationNanos, long input, long output) {
        long now = time.nanoTime();
        ModelHealth other = permit.other;
        try {
            own.breaker.succeeded(permit.generation, firstTokenNanos);
            if (other != null) {
                other.breaker.succeeded(permit.modelGeneration, firstTokenNanos);
            }
            (other == null ? own : other).rests.succeeded(permit.restGeneration);
            providerRests.succeeded(permit.providerRestGeneration);
            statistics.succeeded(firstTokenNanos, durationNanos, input, output, now);
        } finally {
            leave(other);
        }
        reporter.noticed(stateAt(now));
    }

    void failed(GivenPermit permit, Failure failure, Reaction reaction, long durationNanos, boolean namedByCaller) {
        if (failure.kind().fault() == FailureKind.Fault.CALLER) {
            released(permit);
            return;
        }
        ModelHealth other = permit.other;
        boolean callersModel = failure.kind() == FailureKind.MODEL_NOT_FOUND && (namedByCaller || other != null);
        boolean providers = FailureScope.of(failure.kind()) == FailureScope.PROVIDER;
        boolean credentialRejected = false;
        Instant at = time.now();
        long now = time.nanoTime();
        try {
            boolean counts = reaction.countsForBreaker() && !callersModel;
            end(own.breaker, permit.generation, counts && (providers || other == null), failure, durationNanos);
            if (other != null) {
                end(other.breaker, permit.modelGeneration, counts && !providers, failure, durationNanos);
            }
            Reaction.Rest rest = callersModel ? Reaction.Rest.NONE : reaction.rest();
            credentialRejected = providers
                    ? providerRests.failed(failure, rest, permit.providerRestGeneration, now)
                    : (other == null ? own : other).rests.failed(failure, rest, permit.restGeneration, now);
            statistics.failed(failure.kind(), at, now);
        } finally {
            leave(other);
        }
        reporter.noticed(state());
        if (credentialRejected) {
            tellCredentialRejected(new CredentialRejectedEvent(name(), failure.status(), at));
        }
    }

    private static void end(
            Breaker breaker, @Nullable Metrics generation, boolean counts, Failure failure, long durationNanos) {
        if (counts) {
            breaker.failed(generation, failure.kind(), durationNanos);
        } else {
            breaker.released(generation);
        }
    }

    private void tellCredentialRejected(CredentialRejectedEvent event) {
        try {
            listener.onCredentialRejected(event);
        } catch (RuntimeException e) {
            logger.error("A listener failed when told that provider '" + name() + "' rejected the credential", e);
        }
    }

    void usedUp(GivenPermit permit, Duration untilReset) {
        (permit.other == null ? own : permit.other).rests.usedUp(untilReset, time.nanoTime());
        reporter.noticed(state());
    }

    void released(GivenPermit permit) {
        try {
            own.breaker.released(permit.generation);
            if (permit.other != null) {
                permit.other.breaker.released(permit.modelGeneration);
            }
        } finally {
            leave(permit.other);
        }
        reporter.noticed(state());
    }

    private void leave(@Nullable ModelHealth other) {
        inFlight.leave();
        if (other != null) {
            others.letGo(other);
        }
    }

    @Override
    public ProviderState state() {
        return stateAt(time.nanoTime());
    }

    private ProviderState stateAt(long now) {
        return own.breaker.state(providerRests.nanosLeft(now) > 0 || own.rests.nanosLeft(now) > 0);
    }

    @Override
    public ProviderState state(@Nullable String model) {
        long now = time.nanoTime();
        ModelHealth other = model == null ? null : others.find(model);
        if (model == null) {
            return stateAt(now);
        }
        ProviderState providers = own.breaker.state(providerRests.nanosLeft(now) > 0);
        return other == null || providers != ProviderState.CLOSED ? providers : other.stateAt(now);
    }

    @Override
    public long nanosUntilAvailable() {
        return nanosUntilAvailable(null);
    }

    @Override
    public long nanosUntilAvailable(@Nullable String model) {
        return nanosUntilAvailable(model, time.nanoTime());
    }

    private long nanosUntilAvailable(@Nullable String model, long now) {
        ModelHealth other = model == null ? null : others.find(model);
        long known = model != null && other == null ? nanosProviderRefuses(now) : nanosRefused(other, now);
        boolean exhausted = own.breaker.isExhausted() || (other != null && other.breaker.isExhausted());
        return exhausted || inFlight.isFull() ? Math.max(known, LOOK_AGAIN) : known;
    }

    private long nanosRefused(@Nullable ModelHealth other, long now) {
        long providers = nanosProviderRefuses(now);
        return Math.max(providers, other == null ? own.rests.nanosLeft(now) : other.nanosRefused(now));
    }

    private long nanosProviderRefuses(long now) {
        return Math.max(providerRests.nanosLeft(now), own.breaker.nanosUntilAsked(now));
    }

    @Override
    public long typicalFirstTokenNanos() {
        return statistics.typicalFirstTokenNanos(time.nanoTime());
    }

    @Override
    public long typicalLatencyNanos() {
        return statistics.typicalLatencyNanos(time.nanoTime());
    }

    @Override
    public int inFlight() {
        return inFlight.count();
    }

    @Override
    public HealthSnapshot snapshot() {
        long now = time.nanoTime();
        own.breaker.lookUpAgain(now);
        ProviderState state = stateAt(now);
        reporter.noticed(state);
        long wait = nanosUntilAvailable(null, now);
        Map<FailureKind, Long> failures = statistics.failureCounts();
        Statistics.LastFailure last = statistics.lastFailure();
        long silence = statistics.nanosSinceLastOutcome(now);
        return new HealthSnapshot(
                name(),
                state,
                wait == 0,
                inFlight.count(),
                state == ProviderState.CLOSED ? own.breaker.ramp().share(now) : 0,
                statistics.succeededCount(),
                failures.values().stream().mapToLong(Long::longValue).sum(),
                statistics.notPermittedCount(),
                failures,
                statistics.latency(now),
                statistics.firstToken(now),
                availableAgainAt(state, wait),
                last == null ? null : last.kind(),
                last == null ? null : last.at(),
                silence < 0 ? null : time.now().minusNanos(silence),
                silence < 0 || silence > settings.breaker().staleAfter().toNanos(),
                othersOut(now),
                statistics.inputTokenCount(),
                statistics.outputTokenCount());
    }

    private Map<String, HealthSnapshot.ModelState> othersOut(long now) {
        Map<String, HealthSnapshot.ModelState> out = new HashMap<>();
        others.forEach((model, health) -> {
            ProviderState state = health.stateAt(now);
            if (state != ProviderState.CLOSED) {
                out.put(model, new HealthSnapshot.ModelState(state, availableAgainAt(state, health.nanosRefused(now))));
            }
        });
        return out;
    }

    private @Nullable Instant availableAgainAt(ProviderState state, long wait) {
        boolean waits = state == ProviderState.OPEN || state == ProviderState.RESTING;
        return waits && wait > 0 && wait < Long.MAX_VALUE ? time.now().plusNanos(wait) : null;
    }

    @Override
    public String toString() {
        return "ProviderHealth[" + name() + "]";
    }
}
