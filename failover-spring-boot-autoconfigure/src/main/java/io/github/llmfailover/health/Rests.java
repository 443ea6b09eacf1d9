package io.github.llmfailover.health;

import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.Reaction;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How long one provider, or one model of it, is left alone. A longer rest replaces a shorter one, never the reverse. Calls that began before a
 * rest neither lengthen the back-off nor end it: a burst of a hundred rejected calls is one rejection, and a late success
 * says nothing about the quota.
 */
final class Rests {

    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);

    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(60);

    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(10);

    private static final Duration LONGEST_USED_UP = Duration.ofSeconds(60);

    private static final Duration LONGEST_FIXED = Duration.ofDays(365);

    private static final Duration SHORTEST_CREDENTIAL_SILENCE = Duration.ofMinutes(1);

    private record Rest(long untilNanos) {}

    private final RandomGenerator random;

    private final ReentrantLock lock = new ReentrantLock();

    private final AtomicReference<@Nullable Rest> current = new AtomicReference<>();

    private volatile int generation;

    private volatile int backOffs;

    /** When the last rest by backing off ends, or ended. Guarded by the lock, as are the next two. */
    private long backedOffUntil;

    private @Nullable Rest credentialSilence;

    private long forgetAfter;

    /**
     * Creates rests of which there is none.
     *
     * @param forgetAfter how many nanoseconds after its end a back-off is forgotten
     * @param random spreads the back-offs
     */
    Rests(long forgetAfter, RandomGenerator random) {
        this.forgetAfter = forgetAfter;
        this.random = random;
    }

    /** Changes after how many nanoseconds a back-off is forgotten. */
    void forgetAfter(long nanos) {
        lock.lock();
        try {
            forgetAfter = nanos;
        } finally {
            lock.unlock();
        }
    }

    /** Returns which rest comes next; a permit remembers it. */
    int generation() {
        return generation;
    }

    /** Returns how long the rest goes on; 0 where there is none. */
    long nanosLeft(long now) {
        Rest rest = current.get();
        if (rest == null) {
            return 0;
        }
        long left = rest.untilNanos - now;
        if (left > 0) {
            return left;
        }
        current.compareAndSet(rest, null);
        return 0;
    }

    /** A request succeeded: the quota has recovered. */
    void succeeded(int permitGeneration) {
        if (backOffs == 0 || permitGeneration != generation) {
            return;
        }
        lock.lock();
        try {
            if (permitGeneration == generation) {
                backOffs = 0;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * A request failed.
     *
     * @return whether people must be told that the credential was rejected; once for each rest
     */
    boolean failed(Failure failure, Reaction.Rest rule, int permitGeneration, long now) {
        lock.lock();
        try {
            Duration rest = rule.isNone() ? Duration.ZERO : lengthOf(failure, rule, permitGeneration, now);
            begin(rest, now);
            return failure.kind() == FailureKind.AUTHENTICATION && breaksSilence(rest, now);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the rest, and forgets how the next one would grow and that people have been told of the credential. */
    void reset() {
        lock.lock();
        try {
            current.set(null);
            generation++;
            backOffs = 0;
            credentialSilence = null;
        } finally {
            lock.unlock();
        }
    }

    /** The quota is used up until then. Says nothing of how long to back off, since nobody has refused anything. */
    void usedUp(Duration untilReset, long now) {
        if (untilReset.isNegative() || untilReset.isZero()) {
            return;
        }
        lock.lock();
        try {
            prolong(shorter(untilReset, LONGEST_USED_UP).toNanos(), now);
        } finally {
            lock.unlock();
        }
    }

    private void prolong(long nanos, long now) {
        if (nanos > nanosLeft(now)) {
            current.set(new Rest(now + nanos));
        }
    }

    private Duration lengthOf(Failure failure, Reaction.Rest rule, int permitGeneration, long now) {
        Duration named = failure.retryAfter();
        if (rule.honoursRetryAfter() && named != null && named.compareTo(Duration.ZERO) > 0) {
            return shorter(named, LONGEST_RETRY_AFTER);
        }
        Duration fixed = rule.fixed();
        if (fixed != null) {
            return shorter(fixed, LONGEST_FIXED);
        }
        return rule.backsOff() ? backOff(permitGeneration, now) : Duration.ZERO;
    }

    private Duration backOff(int permitGeneration, long now) {
        if (backOffs != 0 && now - backedOffUntil > forgetAfter) {
            backOffs = 0;
        }
        if (nanosLeft(now) == 0 && permitGeneration == generation || backOffs == 0) {
            backOffs = Math.min(backOffs + 1, 30);
        }
        long full = Math.min(LONGEST_BACK_OFF.toNanos(), FIRST_BACK_OFF.toNanos() << Math.min(backOffs - 1, 6));
        long jittered = full / 2 + (long) (full / 2.0 * random.nextDouble());
        long nanos = Math.max(FIRST_BACK_OFF.toNanos(), jittered);
        backedOffUntil = now + nanos;
        return Duration.ofNanos(nanos);
    }

    private void begin(Duration rest, long now) {
        long nanos = rest.toNanos();
        long left = nanosLeft(now);
        if (nanos <= left) {
            return;
        }
        if (left == 0) {
            generation++;
        }
        prolong(nanos, now);
    }

    private boolean breaksSilence(Duration rest, long now) {
        Rest silence = credentialSilence;
        if (silence != null && silence.untilNanos - now > 0) {
            return false;
        }
        Duration next = rest.compareTo(SHORTEST_CREDENTIAL_SILENCE) < 0 ? SHORTEST_CREDENTIAL_SILENCE : rest;
        credentialSilence = new Rest(now + next.toNanos());
        return true;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
