package io.github.llmfailover.health;

import io.github.llmfailover.OperatorAction;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants of one provider, together with what that does to its breakers and rests: a breaker is forced open
 * for as long as an operator wants it open, and becomes half-open afterwards.
 */
final class OperatorControl {

    private final OperatorOverride override = new OperatorOverride();

    private final ProviderModels models;

    /** One action, or the end of one, at a time. Nobody waits for it while holding the lock of a breaker. */
    private final ReentrantLock steering = new ReentrantLock();

    OperatorControl(ProviderModels models) {
        this.models = models;
    }

    /** Returns the epoch for a permit to remember; {@link OperatorOverride#HELD} where there is to be no permit. */
    int epochUnlessHeld(long now) {
        return override.epochUnlessHeld(now);
    }

    /** Whether no operator has acted since that epoch. */
    boolean isCurrent(int epoch) {
        return override.isCurrent(epoch);
    }

    /** Returns the hold that is in force; {@code null} where there is none. */
    @Nullable
    OperatorHold holdAt(long now) {
        letGoWhatIsOver(now);
        return override.hold(now);
    }

    /** Returns how long the hold goes on; 0 where there is none. */
    long nanosLeft(long now) {
        return override.nanosLeft(now);
    }

    /** Holds the provider. Returns for how many nanoseconds. */
    long hold(OperatorHold hold, long now) {
        long nanos = Duration.between(hold.since(), hold.until()).toNanos();
        steering.lock();
        try {
            OperatorHold before = override.hold(hold, now + nanos);
            if (hold.action() == OperatorAction.FORCE_OPEN) {
                models.own.breaker.force();
            } else if (before != null && before.action() == OperatorAction.FORCE_OPEN) {
                models.own.breaker.unforce();
            }
        } finally {
            steering.unlock();
        }
        return nanos;
    }

    /** Lets the provider go, whoever has forced its breaker open. */
    void enable() {
        steering.lock();
        try {
            override.end();
            models.own.breaker.unforce();
        } finally {
            steering.unlock();
        }
    }

    /** Lets the provider go, and forgets what is known of it. */
    void reset() {
        steering.lock();
        try {
            override.end();
            models.reset();
        } finally {
            steering.unlock();
        }
    }

    /** Does not wait where an operator is acting at this very moment, who then decides. */
    void letGoWhatIsOver(long now) {
        if (override.isOver(now) && steering.tryLock()) {
            try {
                OperatorHold over = override.lapse(now);
                if (over != null && over.action() == OperatorAction.FORCE_OPEN) {
                    models.own.breaker.unforce();
                }
            } finally {
                steering.unlock();
            }
        }
    }
}
