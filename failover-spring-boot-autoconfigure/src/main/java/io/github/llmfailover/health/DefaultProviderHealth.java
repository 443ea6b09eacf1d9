package io.github.llmfailover.health;

import io.github.llmfailover.CredentialRejectedEvent;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.OperatorAction;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.FailureScope;
import io.github.llmfailover.failure.Reaction;
import io.github.llmfailover.time.TimeSource;
import io.github.llmfailover.time.TimeSource.Cancellable;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One provider's health. Of the reasons not to ask it, the one that lasts until a person acts is the state that is
 * shown: what an operator wants, then a breaker forced open, then a rest, then the breaker.
 *
 * <p>A request for a model that the caller has named needs the permission of two breakers, and ends in both: what failed
 * decides which of them counts it ({@link FailureScope}).
 */
final class DefaultProviderHealth implements ProviderHealth, StateReporter.Subject {

    private static final Log logger = LogFactory.getLog(DefaultProviderHealth.class);

    /** Where a request under way must end first, nobody knows when that will be. */
    private static final long LOOK_AGAIN = Duration.ofMillis(100).toNanos();

    private final String name;

    private final TimeSource time;

    private final FailoverListener listener;

    private final ProviderModels models;

    private final Statistics statistics;

    private final StateReporter reporter;

    private final InFlight inFlight;

    private volatile HealthSettings settings;

    private final OperatorControl operator;

    /** Calls notice the end of a hold by themselves; where there are none, somebody still wants to hear of it. */
    private final AtomicReference<@Nullable Cancellable> endOfHold = new AtomicReference<>();

    DefaultProviderHealth(
            HealthSettings settings,
            CircuitBreakerRegistry registry,
            TimeSource time,
            RandomGenerator random,
            FailoverListener listener) {
        this.name = settings.provider();
        this.settings = settings;
        this.time = time;
        this.listener = listener;
        this.models = new ProviderModels(settings, registry, time, random);
        this.statistics = new Statistics(time.nanoTime());
        this.reporter = new StateReporter(settings.provider(), this, time, listener);
        this.inFlight = new InFlight(settings.maxConcurrency());
        this.operator = new OperatorControl(models);
    }

    @Override
    public String name() {
        return name;
    }

    /** Puts changed settings in force without forgetting anything. */
    void reconfigure(HealthSettings changed) {
        if (!changed.equals(settings)) {
            settings = changed;
            inFlight.limit(changed.maxConcurrency());
            models.reconfigure(changed);
        }
    }

    /** Goes on with the breakers of a registry that has taken the place of another. */
    void registryReplaced() {
        models.own.breaker.registryReplaced();
    }

    /** The provider is gone; its requests under way end as before. */
    void retire() {
        awaitEndOfHold(null);
        models.own.breaker.retire();
    }

    @Override
    public @Nullable Permit tryAcquire(@Nullable String model, Claim claim) {
        long now = time.nanoTime();
        models.own.breaker.lookUpAgain(now);
        operator.letGoWhatIsOver(now);
        ModelHealth other = model == null ? null : models.others.hold(model, now);
        GivenPermit permit = null;
        try {
            permit = acquire(other, claim, now);
        } finally {
            if (permit == null && other != null) {
                models.others.letGo(other);
            }
        }
        reporter.noticed(stateAt(now));
        return permit;
    }

    private @Nullable GivenPermit acquire(@Nullable ModelHealth other, Claim claim, long now) {
        int epoch = operator.epochUnlessHeld(now);
        if (epoch == OperatorOverride.HELD) {
            return refused(claim);
        }
        int restGeneration = models.of(other).rests.generation();
        int providerRestGeneration = models.rests.generation();
        if (models.nanosRefused(other, now) > 0) {
            return refused(claim);
        }
        if (claim == Claim.FAIR && !models.admits(other, now)) {
            return null;
        }
        if (!inFlight.enter()) {
            return refused(claim);
        }
        GivenPermit permit = null;
        try {
            permit = permitted(other, now, epoch, restGeneration, providerRestGeneration);
        } finally {
            if (permit == null) {
                inFlight.leave();
            }
        }
        return permit == null ? refused(claim) : permit;
    }

    private @Nullable GivenPermit permitted(
            @Nullable ModelHealth other, long now, int epoch, int restGeneration, int providerRestGeneration) {
        Metrics modelGeneration = other == null ? null : other.breaker.tryAcquire(now);
        if (other != null && modelGeneration == null) {
            return null;
        }
        Metrics generation = models.own.breaker.tryAcquire(now);
        if (generation == null) {
            if (other != null) {
                other.breaker.released(modelGeneration);
            }
            return null;
        }
        return new GivenPermit(this, other, epoch, generation, modelGeneration, restGeneration, providerRestGeneration);
    }

    /** A claim that is not the call's first has been counted before. */
    private @Nullable GivenPermit refused(Claim claim) {
        if (claim == Claim.FAIR) {
            statistics.notPermitted();
        }
        return null;
    }

    @Override
    public @Nullable Permit acquireAnyway(@Nullable String model) {
        long now = time.nanoTime();
        operator.letGoWhatIsOver(now);
        int epoch = operator.epochUnlessHeld(now);
        if (epoch == OperatorOverride.HELD || models.stateAt(now) == ProviderState.FORCED_OPEN) {
            return null;
        }
        ModelHealth other = model == null ? null : models.others.hold(model, now);
        inFlight.enterAnyway();
        return new GivenPermit(
                this, other, epoch, null, null, models.of(other).rests.generation(), models.rests.generation());
    }

    @Override
    public @Nullable Permit acquireForDrill() {
        return inFlight.enterSparing() ? new GivenPermit(this, null, OperatorOverride.HELD, null, null, 0, 0) : null;
    }

    void succeeded(GivenPermit permit, long firstTokenNanos, long durationNanos, long input, long output) {
        long now = time.nanoTime();
        ModelHealth other = permit.other;
        try {
            if (operator.isCurrent(permit.epoch)) {
                models.own.breaker.succeeded(permit.generation, firstTokenNanos);
                if (other != null) {
                    other.breaker.succeeded(permit.modelGeneration, firstTokenNanos);
                }
                models.of(other).rests.succeeded(permit.restGeneration);
                models.rests.succeeded(permit.providerRestGeneration);
            } else {
                giveBack(permit);
            }
            statistics.succeeded(firstTokenNanos, durationNanos, input, output, now);
        } finally {
            leave(other);
        }
        reporter.noticed(stateAt(now));
    }

    /** What the caller did, or what our own process ran out of before the request left it. */
    private static boolean saysNothing(FailureKind kind, Reaction reaction) {
        return kind.fault() == FailureKind.Fault.CALLER
                || (kind == FailureKind.LOCAL_EXHAUSTION && !reaction.countsForBreaker());
    }

    void failed(GivenPermit permit, Failure failure, Reaction reaction, long durationNanos, boolean namedByCaller) {
        if (saysNothing(failure.kind(), reaction)) {
            released(permit);
            return;
        }
        ModelHealth other = permit.other;
        boolean moves = operator.isCurrent(permit.epoch);
        boolean callersModel = failure.kind() == FailureKind.MODEL_NOT_FOUND && (namedByCaller || other != null);
        boolean providers = FailureScope.of(failure.kind()) == FailureScope.PROVIDER;
        boolean credentialRejected = false;
        Instant at = time.now();
        long now = time.nanoTime();
        try {
            boolean counts = moves && reaction.countsForBreaker() && !callersModel;
            end(models.own.breaker, permit.generation, counts && (providers || other == null), failure, durationNanos);
            if (other != null) {
                end(other.breaker, permit.modelGeneration, counts && !providers, failure, durationNanos);
            }
            Reaction.Rest rest = moves && !callersModel ? reaction.rest() : Reaction.Rest.NONE;
            credentialRejected = providers
                    ? models.rests.failed(failure, rest, permit.providerRestGeneration, now)
                    : models.of(other).rests.failed(failure, rest, permit.restGeneration, now);
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

    boolean isTestedBy(GivenPermit permit) {
        return operator.isCurrent(permit.epoch)
                && (models.own.breaker.isTestedBy(permit.generation)
                        || (permit.other != null && permit.other.breaker.isTestedBy(permit.modelGeneration)));
    }

    void usedUp(GivenPermit permit, Duration untilReset) {
        if (!operator.isCurrent(permit.epoch)) {
            return;
        }
        models.of(permit.other).rests.usedUp(untilReset, time.nanoTime());
        reporter.noticed(state());
    }

    void released(GivenPermit permit) {
        try {
            giveBack(permit);
        } finally {
            leave(permit.other);
        }
        reporter.noticed(state());
    }

    private void giveBack(GivenPermit permit) {
        models.own.breaker.released(permit.generation);
        if (permit.other != null) {
            permit.other.breaker.released(permit.modelGeneration);
        }
    }

    private void leave(@Nullable ModelHealth other) {
        inFlight.leave();
        if (other != null) {
            models.others.letGo(other);
        }
    }

    @Override
    public void hold(OperatorHold hold) {
        long nanos = operator.hold(hold, time.nanoTime());
        awaitEndOfHold(time.schedule(Duration.ofNanos(nanos), () -> reporter.noticed(state())));
        reporter.noticed(state());
    }

    @Override
    public void enable() {
        operator.enable();
        awaitEndOfHold(null);
        reporter.noticed(state());
    }

    @Override
    public void reset() {
        operator.reset();
        awaitEndOfHold(null);
        reporter.noticed(state());
    }

    private void awaitEndOfHold(@Nullable Cancellable next) {
        Cancellable before = endOfHold.getAndSet(next);
        if (before != null) {
            before.cancel();
        }
    }

    @Override
    public @Nullable OperatorHold operatorHold() {
        return operator.holdAt(time.nanoTime());
    }

    @Override
    public ProviderState state() {
        return stateAt(time.nanoTime());
    }

    private ProviderState stateAt(long now) {
        OperatorHold hold = operator.holdAt(now);
        return hold == null ? models.stateAt(now) : hold.state();
    }

    @Override
    public ProviderState state(@Nullable String model) {
        long now = time.nanoTime();
        OperatorHold hold = operator.holdAt(now);
        return hold == null ? models.stateAt(model, now) : hold.state();
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
        OperatorHold hold = operator.holdAt(now);
        long held = hold == null ? 0 : operator.nanosLeft(now);
        if (hold != null && hold.action() == OperatorAction.FORCE_OPEN) {
            // What comes after that is half-open; until when the breaker itself is open, it cannot tell.
            return held;
        }
        long known = Math.max(held, models.nanosRefused(model, now));
        return models.isExhausted(model) || inFlight.isFull() ? Math.max(known, LOOK_AGAIN) : known;
    }

    @Override
    public UsualTime usualFirstToken() {
        return statistics.usualFirstToken(time.nanoTime());
    }

    @Override
    public UsualTime usualLatency() {
        return statistics.usualLatency(time.nanoTime());
    }

    @Override
    public int inFlight() {
        return inFlight.count();
    }

    @Override
    public HealthSnapshot snapshot() {
        long now = time.nanoTime();
        models.own.breaker.lookUpAgain(now);
        ProviderState state = stateAt(now);
        OperatorHold hold = operator.holdAt(now);
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
                hold == null ? models.admission(now) : 0,
                statistics.succeededCount(),
                failures.values().stream().mapToLong(Long::longValue).sum(),
                statistics.notPermittedCount(),
                failures,
                statistics.latency(now),
                statistics.firstToken(now),
                hold == null ? models.availableAgainAt(state, wait) : hold.until(),
                last == null ? null : last.kind(),
                last == null ? null : last.at(),
                silence < 0 ? null : time.now().minusNanos(silence),
                silence < 0 || silence > settings.breaker().staleAfter().toNanos(),
                models.othersOut(now),
                statistics.inputTokenCount(),
                statistics.outputTokenCount());
    }

    @Override
    public String toString() {
        return "ProviderHealth[" + name() + "]";
    }
}
