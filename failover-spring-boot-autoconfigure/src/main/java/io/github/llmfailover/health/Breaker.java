package io.github.llmfailover.health;

import io.github.llmfailover.ProviderState;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.time.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Drives a Resilience4j circuit breaker by hand, so that an outcome moves only the state that permitted its call
 * (failure-rules, rule 2).
 *
 * <p>The <em>generation</em> of a state is the metrics object that the state machine keeps for it: each closed and each
 * half-open period has one of its own, whoever started it. So transitions made through Resilience4j's own API need no
 * listener to be noticed. An open state has the metrics of the state before, but gives no permits. Checking a generation
 * and recording in it happen under one lock, as does the acquisition of a half-open permission; a closed breaker permits
 * without the lock. Only a transition that is made from outside in the nanoseconds between check and recording is beyond
 * that lock's reach.
 *
 * <p>While the breaker is known to be open it is not asked, so its own count of calls that were not permitted, unlike
 * ours, stays behind.
 */
final class Breaker {

    private static final Log logger = LogFactory.getLog(Breaker.class);

    /** A registry may be replaced when the application refreshes its configuration. */
    private static final long LOOK_UP_AGAIN = Duration.ofSeconds(1).toNanos();

    /** Where somebody else opened the breaker, nobody tells for how long. */
    private static final long ASK_AGAIN = Duration.ofSeconds(1).toNanos();

    /** How long probes may keep a half-open breaker from deciding; a permit that never ends must not block recovery. */
    private static final long PROBES_ABANDONED = Duration.ofMinutes(5).toNanos();

    private record Wait(Metrics generation, long untilNanos) {}

    private record Exhausted(Metrics generation, long sinceNanos) {}

    private record Renewal(Metrics from, Metrics to) {}

    private final BreakerSource source;

    private final Ramp ramp;

    private final TimeSource time;

    private final ReentrantLock lock = new ReentrantLock();

    private final AtomicLong lookedUpAt;

    private volatile CircuitBreaker current;

    private volatile @Nullable Wait open;

    private volatile @Nullable Exhausted exhausted;

    /** Openings since the breaker was last closed. Guarded by the lock, as are the next four. */
    private int openings;

    private long recordedAt;

    private boolean recordedAny;

    private @Nullable Renewal renewal;

    private long staleAfter;

    Breaker(BreakerSource source, BreakerSettings settings, TimeSource time, RandomGenerator random) {
        this(source, source.lookUp(), settings, time, random);
    }

    private Breaker(
            BreakerSource source,
            CircuitBreaker first,
            BreakerSettings settings,
            TimeSource time,
            RandomGenerator random) {
        this.source = source;
        this.staleAfter = settings.staleAfter().toNanos();
        this.ramp = new Ramp(settings.rampUp().toNanos(), random);
        this.time = time;
        this.lookedUpAt = new AtomicLong(time.nanoTime());
        this.current = first;
    }

    /** Warns where a user's configuration would not work. */
    Breaker checked() {
        source.check(current);
        return this;
    }

    /** Creates the breaker of a model that callers name at this breaker's provider. */
    Breaker ofModel(String model, BreakerSettings settings, RandomGenerator random) {
        BreakerSource own = source.ofModel(current);
        return new Breaker(own, own.create(model), settings, time, random);
    }

    /** Returns how the share of traffic grows after a recovery. */
    Ramp ramp() {
        return ramp;
    }

    /** Looks the breaker up again from time to time. */
    void lookUpAgain(long now) {
        long last = lookedUpAt.get();
        if (now - last >= LOOK_UP_AGAIN && lookedUpAt.compareAndSet(last, now)) {
            // Under the lock, since whoever finds none puts one there that is not yet the one to go on with.
            lock.lock();
            try {
                CircuitBreaker found = lookedUp();
                if (found != current) {
                    source.check(found);
                    current = found;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private CircuitBreaker lookedUp() {
        try {
            return source.lookUp(current);
        } catch (RuntimeException e) {
            // A registry that is being replaced or closed is no reason to fail a call.
            logger.warn("The circuit breaker registry could not be asked; the breaker that is known stays in use", e);
            return current;
        }
    }

    /**
     * Puts changed settings in force. Where they make another breaker necessary, it takes over the state; its window is
     * empty, and requests that the closed breaker before it has permitted end in it.
     */
    void reconfigure(BreakerSettings settings) {
        ramp.nanos(settings.rampUp().toNanos());
        lock.lock();
        try {
            staleAfter = settings.staleAfter().toNanos();
            CircuitBreaker before = current;
            CircuitBreaker next = source.change(settings, before);
            if (next != before) {
                takeOver(next, before);
                source.replaceBy(next);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The registry has been replaced: the breaker that the new one has takes over the state, if it has none of its own. */
    void registryReplaced() {
        lock.lock();
        try {
            CircuitBreaker before = current;
            CircuitBreaker found = lookedUp();
            if (found != before) {
                source.check(found);
                if (found.getState() == State.CLOSED && found.getMetrics().getNumberOfBufferedCalls() == 0) {
                    takeOver(found, before);
                } else {
                    current = found;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** The provider is gone. Requests under way end as before, but nobody is looked up or created any more. */
    void retire() {
        lookedUpAt.set(time.nanoTime() + Long.MAX_VALUE / 2);
        source.remove(current);
    }

    private void takeOver(CircuitBreaker next, CircuitBreaker before) {
        long now = time.nanoTime();
        switch (before.getState()) {
            case OPEN -> {
                Wait known = open;
                long left = known != null && known.generation == before.getMetrics()
                        ? Math.max(0, known.untilNanos - now)
                        : source.firstOpenNanos();
                openFor(next, left);
                open = new Wait(next.getMetrics(), now + left);
            }
            case HALF_OPEN -> {
                openFor(next, 0);
                next.transitionToHalfOpenState();
            }
            case FORCED_OPEN -> next.transitionToForcedOpenState();
            case DISABLED -> next.transitionToDisabledState();
            case METRICS_ONLY -> next.transitionToMetricsOnlyState();
            case CLOSED -> renewal = new Renewal(before.getMetrics(), next.getMetrics());
        }
        exhausted = null;
        current = next;
    }

    private void openFor(CircuitBreaker next, long nanos) {
        next.transitionToOpenStateFor(Duration.ofMillis(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos))));
        source.resumeWith(openings + 1);
    }

    State state() {
        return current.getState();
    }

    /** Whether the next request tests the provider, or some do already. */
    boolean isToBeProbed() {
        State state = current.getState();
        return state == State.OPEN || state == State.HALF_OPEN;
    }

    /** Whether a request that this generation permitted is one of those that it waits for to decide on a recovery. */
    boolean isTestedBy(@Nullable Metrics generation) {
        CircuitBreaker breaker = current;
        return breaker.getState() == State.HALF_OPEN && breaker.getMetrics() == generation;
    }

    /** Returns the state as it is shown. */
    ProviderState state(boolean resting) {
        State state = current.getState();
        if (state == State.FORCED_OPEN) {
            return ProviderState.FORCED_OPEN;
        }
        if (resting) {
            return ProviderState.RESTING;
        }
        return switch (state) {
            case OPEN -> ProviderState.OPEN;
            case HALF_OPEN -> ProviderState.HALF_OPEN;
            // A breaker that is switched off, or only measures, permits every call.
            default -> ProviderState.CLOSED;
        };
    }

    /** Returns how long the breaker is known to refuse calls; 0 where it may be asked. */
    long nanosUntilAsked(long now) {
        CircuitBreaker breaker = current;
        State state = breaker.getState();
        if (state == State.FORCED_OPEN) {
            return Long.MAX_VALUE;
        }
        Wait wait = open;
        if (state != State.OPEN || wait == null || wait.generation != breaker.getMetrics()) {
            return 0;
        }
        return Math.max(0, wait.untilNanos - now);
    }

    /** Whether a half-open breaker has given away all its permissions. */
    boolean isExhausted() {
        Exhausted known = exhausted;
        CircuitBreaker breaker = current;
        return known != null && breaker.getState() == State.HALF_OPEN && known.generation == breaker.getMetrics();
    }

    /** Acquires a permission. Returns the generation that gave it; {@code null} where there is none. */
    @Nullable
    Metrics tryAcquire(long now) {
        CircuitBreaker breaker = current;
        State state = breaker.getState();
        if (state != State.OPEN && state != State.HALF_OPEN && state != State.FORCED_OPEN) {
            // A closed breaker counts no permissions, so there is nothing to take from it. Were it to move on before
            // the
            // next read, the permit would belong to a generation whose permission it does not hold: hence the second
            // look.
            Metrics generation = breaker.getMetrics();
            if (breaker.getState() == state) {
                return generation;
            }
        }
        lock.lock();
        try {
            return tryAcquireLocked(now);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Metrics tryAcquireLocked(long now) {
        CircuitBreaker breaker = current;
        State before = breaker.getState();
        Metrics generation = breaker.getMetrics();
        if (breaker.tryAcquirePermission()) {
            return before == State.OPEN ? breaker.getMetrics() : generation;
        }
        if (breaker.getState() == State.OPEN) {
            open = new Wait(breaker.getMetrics(), now + ASK_AGAIN);
        } else if (breaker.getState() == State.HALF_OPEN) {
            return refusedHalfOpen(breaker, now);
        }
        return null;
    }

    private @Nullable Metrics refusedHalfOpen(CircuitBreaker breaker, long now) {
        Metrics generation = breaker.getMetrics();
        Exhausted known = exhausted;
        if (known == null || known.generation != generation) {
            exhausted = new Exhausted(generation, now);
            return null;
        }
        if (now - known.sinceNanos < PROBES_ABANDONED) {
            return null;
        }
        breaker.transitionToHalfOpenState();
        Metrics renewed = breaker.getMetrics();
        return breaker.tryAcquirePermission() ? renewed : null;
    }

    /** Records a success, unless the generation has passed. */
    void succeeded(@Nullable Metrics generation, long firstTokenNanos) {
        lock.lock();
        try {
            CircuitBreaker breaker = current;
            if (isCurrent(breaker, generation)) {
                State before = records(breaker);
                breaker.onSuccess(Math.max(0, firstTokenNanos), TimeUnit.NANOSECONDS);
                recorded(breaker, before);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Records a failure, unless the generation has passed. */
    void failed(@Nullable Metrics generation, FailureKind kind, long durationNanos) {
        lock.lock();
        try {
            CircuitBreaker breaker = current;
            if (isCurrent(breaker, generation)) {
                State before = records(breaker);
                breaker.onError(
                        slownessOf(breaker, kind, durationNanos), TimeUnit.NANOSECONDS, CountedFailure.of(kind));
                recorded(breaker, before);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives a permission back, unless the generation has passed. */
    void released(@Nullable Metrics generation) {
        lock.lock();
        try {
            CircuitBreaker breaker = current;
            if (isCurrent(breaker, generation)) {
                breaker.releasePermission();
                exhausted = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Opens the breaker until {@link #unforce}. One that is switched off, or only measures, is left as it is. */
    void force() {
        lock.lock();
        try {
            CircuitBreaker breaker = current;
            if (isInUse(breaker) && breaker.getState() != State.FORCED_OPEN) {
                breaker.transitionToForcedOpenState();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets a breaker that was forced open be tested as after an outage. */
    void unforce() {
        lock.lock();
        try {
            CircuitBreaker breaker = current;
            if (breaker.getState() == State.FORCED_OPEN) {
                breaker.transitionToHalfOpenState();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Closes the breaker and forgets all that it knows. */
    void reset() {
        lock.lock();
        try {
            CircuitBreaker breaker = current;
            if (isInUse(breaker)) {
                breaker.transitionToClosedState();
            }
            source.forgetGrowth();
            ramp.end();
            openings = 0;
            recordedAny = false;
            renewal = null;
            open = null;
            exhausted = null;
        } finally {
            lock.unlock();
        }
    }

    private static boolean isInUse(CircuitBreaker breaker) {
        State state = breaker.getState();
        return state != State.DISABLED && state != State.METRICS_ONLY;
    }

    private boolean isCurrent(CircuitBreaker breaker, @Nullable Metrics generation) {
        Metrics now = breaker.getMetrics();
        Renewal renewed = renewal;
        boolean same = now == generation || (renewed != null && renewed.to == now && renewed.from == generation);
        return same && breaker.getState() != State.OPEN;
    }

    /**
     * Forgets, before an outcome is recorded, what was recorded before a long silence. The window of a closed breaker
     * begins anew; who got a permit before that ends it in the new one, since their outcomes are not from long ago.
     *
     * @return the state
     */
    private State records(CircuitBreaker breaker) {
        long now = time.nanoTime();
        State state = breaker.getState();
        if (recordedAny && now - recordedAt > staleAfter) {
            if (state == State.CLOSED) {
                Metrics from = breaker.getMetrics();
                breaker.transitionToClosedState();
                renewal = new Renewal(from, breaker.getMetrics());
            } else {
                source.forgetGrowth();
            }
        }
        recordedAny = true;
        recordedAt = now;
        return state;
    }

    /** A stream that broke late had its first token long before: however long it took, that does not make it slow. */
    private static long slownessOf(CircuitBreaker breaker, FailureKind kind, long durationNanos) {
        long nanos = Math.max(0, durationNanos);
        if (kind == FailureKind.STALLED || kind == FailureKind.STREAM_CUT) {
            return Math.min(
                    nanos,
                    breaker.getCircuitBreakerConfig()
                            .getSlowCallDurationThreshold()
                            .toNanos());
        }
        return nanos;
    }

    private void recorded(CircuitBreaker breaker, State before) {
        State state = breaker.getState();
        if (state == State.OPEN) {
            openings++;
            ramp.end();
            // One more than the wait, since the breaker wants its time to be over, not only reached.
            open = new Wait(breaker.getMetrics(), time.nanoTime() + source.openNanos(breaker, openings) + 1);
        } else if (state == State.CLOSED) {
            openings = 0;
            if (before == State.HALF_OPEN) {
                source.resumeWith(0);
                ramp.begin(time.nanoTime());
            }
        }
    }
}
