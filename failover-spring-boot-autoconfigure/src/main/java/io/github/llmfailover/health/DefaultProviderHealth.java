package io.github.llmfailover.health;

import io.github.llmfailover.CredentialRejectedEvent;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.Reaction;
import io.github.llmfailover.time.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One provider's health. Of the reasons not to ask it, the one that lasts until a person acts is the state that is
 * shown: a breaker forced open, then a rest, then the breaker.
 */
final class DefaultProviderHealth implements ProviderHealth, StateReporter.Subject {

    private static final Log logger = LogFactory.getLog(DefaultProviderHealth.class);

    /** Where a request under way must end first, nobody knows when that will be. */
    private static final long LOOK_AGAIN = Duration.ofMillis(100).toNanos();

    private final HealthSettings settings;

    private final TimeSource time;

    private final FailoverListener listener;

    private final Breaker breaker;

    private final Rests rests;

    private final Statistics statistics;

    private final StateReporter reporter;

    private final AtomicInteger inFlight = new AtomicInteger();

    DefaultProviderHealth(
            HealthSettings settings,
            CircuitBreakerRegistry registry,
            TimeSource time,
            RandomGenerator random,
            FailoverListener listener) {
        this.settings = settings;
        this.time = time;
        this.listener = listener;
        this.breaker = new Breaker(new BreakerSource(settings, registry, time, random), time);
        this.rests = new Rests(random);
        this.statistics = new Statistics(time.nanoTime());
        this.reporter = new StateReporter(settings.provider(), this, time, listener);
    }

    @Override
    public String name() {
        return settings.provider();
    }

    @Override
    public @Nullable Permit tryAcquire(@Nullable String model, Claim claim) {
        long now = time.nanoTime();
        breaker.lookUpAgain(now);
        Metrics generation = null;
        int restGeneration = rests.generation();
        if (rests.nanosLeft(now) == 0 && breaker.nanosUntilAsked(now) == 0 && enter()) {
            try {
                generation = breaker.tryAcquire(now);
            } finally {
                if (generation == null) {
                    inFlight.decrementAndGet();
                }
            }
        }
        reporter.noticed(stateAt(now));
        if (generation == null) {
            if (claim == Claim.FAIR) {
                statistics.notPermitted();
            }
            return null;
        }
        return new GivenPermit(this, generation, restGeneration);
    }

    @Override
    public @Nullable Permit acquireAnyway(@Nullable String model) {
        if (state() == ProviderState.FORCED_OPEN) {
            return null;
        }
        inFlight.incrementAndGet();
        return new GivenPermit(this, null, rests.generation());
    }

    private boolean enter() {
        int limit = settings.maxConcurrency();
        if (limit == 0) {
            inFlight.incrementAndGet();
            return true;
        }
        while (true) {
            int under = inFlight.get();
            if (under >= limit) {
                return false;
            }
            if (inFlight.compareAndSet(under, under + 1)) {
                return true;
            }
        }
    }

    void succeeded(GivenPermit permit, long firstTokenNanos, long durationNanos, long input, long output) {
        long now = time.nanoTime();
        try {
            breaker.succeeded(permit.generation, firstTokenNanos);
            rests.succeeded(permit.restGeneration);
            statistics.succeeded(firstTokenNanos, durationNanos, input, output, now);
        } finally {
            inFlight.decrementAndGet();
        }
        reporter.noticed(stateAt(now));
    }

    void failed(GivenPermit permit, Failure failure, Reaction reaction, long durationNanos, boolean namedByCaller) {
        if (failure.kind().fault() == FailureKind.Fault.CALLER) {
            released(permit);
            return;
        }
        boolean callersModel = namedByCaller && failure.kind() == FailureKind.MODEL_NOT_FOUND;
        boolean credentialRejected = false;
        Instant at = time.now();
        try {
            if (reaction.countsForBreaker() && !callersModel) {
                breaker.failed(permit.generation, failure.kind(), durationNanos);
            } else {
                breaker.released(permit.generation);
            }
            Reaction.Rest rest = callersModel ? Reaction.Rest.NONE : reaction.rest();
            credentialRejected = rests.failed(failure, rest, permit.restGeneration, time.nanoTime());
            statistics.failed(failure.kind(), at);
        } finally {
            inFlight.decrementAndGet();
        }
        reporter.noticed(state());
        if (credentialRejected) {
            tellCredentialRejected(new CredentialRejectedEvent(name(), failure.status(), at));
        }
    }

    private void tellCredentialRejected(CredentialRejectedEvent event) {
        try {
            listener.onCredentialRejected(event);
        } catch (RuntimeException e) {
            logger.error("A listener failed when told that provider '" + name() + "' rejected the credential", e);
        }
    }

    void released(GivenPermit permit) {
        try {
            breaker.released(permit.generation);
        } finally {
            inFlight.decrementAndGet();
        }
        reporter.noticed(state());
    }

    @Override
    public ProviderState state() {
        return stateAt(time.nanoTime());
    }

    @Override
    public ProviderState state(@Nullable String model) {
        return state();
    }

    private ProviderState stateAt(long now) {
        return switch (breaker.state()) {
            case FORCED_OPEN -> ProviderState.FORCED_OPEN;
            case OPEN -> rests.nanosLeft(now) > 0 ? ProviderState.RESTING : ProviderState.OPEN;
            case HALF_OPEN -> rests.nanosLeft(now) > 0 ? ProviderState.RESTING : ProviderState.HALF_OPEN;
            // A breaker that is switched off, or only measures, permits every call.
            case CLOSED, DISABLED, METRICS_ONLY ->
                rests.nanosLeft(now) > 0 ? ProviderState.RESTING : ProviderState.CLOSED;
        };
    }

    @Override
    public long nanosUntilAvailable() {
        return nanosUntilAvailable(time.nanoTime());
    }

    @Override
    public long nanosUntilAvailable(@Nullable String model) {
        return nanosUntilAvailable();
    }

    @Override
    public long typicalFirstTokenNanos() {
        return statistics.typicalFirstTokenNanos(time.nanoTime());
    }

    @Override
    public long typicalLatencyNanos() {
        return statistics.typicalLatencyNanos(time.nanoTime());
    }

    void usedUp(GivenPermit permit, Duration untilReset) {
        rests.usedUp(untilReset, time.nanoTime());
        reporter.noticed(state());
    }

    private long nanosUntilAvailable(long now) {
        long known = Math.max(rests.nanosLeft(now), breaker.nanosUntilAsked(now));
        boolean full = settings.maxConcurrency() > 0 && inFlight.get() >= settings.maxConcurrency();
        return full || breaker.isExhausted() ? Math.max(known, LOOK_AGAIN) : known;
    }

    @Override
    public int inFlight() {
        return inFlight.get();
    }

    @Override
    public HealthSnapshot snapshot() {
        long now = time.nanoTime();
        breaker.lookUpAgain(now);
        ProviderState state = stateAt(now);
        reporter.noticed(state);
        long wait = nanosUntilAvailable(now);
        boolean waits = state == ProviderState.OPEN || state == ProviderState.RESTING;
        Map<FailureKind, Long> failures = statistics.failureCounts();
        Statistics.LastFailure last = statistics.lastFailure();
        return new HealthSnapshot(
                name(),
                state,
                wait == 0,
                inFlight.get(),
                statistics.succeededCount(),
                failures.values().stream().mapToLong(Long::longValue).sum(),
                statistics.notPermittedCount(),
                failures,
                statistics.latency(now),
                statistics.firstToken(now),
                waits && wait > 0 && wait < Long.MAX_VALUE ? time.now().plusNanos(wait) : null,
                last == null ? null : last.kind(),
                last == null ? null : last.at(),
                statistics.inputTokenCount(),
                statistics.outputTokenCount());
    }

    @Override
    public String toString() {
        return "ProviderHealth[" + name() + "]";
    }
}
