package io.github.llmfailover.plan;

import io.github.llmfailover.ProviderState;
import io.github.llmfailover.routing.ChainMember;
import java.util.random.RandomGenerator;

/** How long one call waits for providers that take no requests at the moment. */
final class Patience {

    /** There is nothing to wait for, or not enough time. */
    static final long NONE = -1;

    private static final long LOOK_AGAIN = 1_000_000_000;

    private final Roster roster;

    private final RandomGenerator random;

    private int waits;

    private long waitedForPreferred;

    private long waitedForSoonest;

    Patience(Roster roster, RandomGenerator random) {
        this.roster = roster;
        this.random = random;
    }

    /** Whether the call has waited for somebody already. */
    boolean isTried() {
        return waits > 0;
    }

    /**
     * Returns how long to wait for the first choice rather than to ask another: as long as it rests, where that is within
     * its {@code retry.max-wait}. All waits of a call together are no longer than that.
     *
     * @param left what is left of the deadline
     */
    long nanosForPreferred(long left) {
        ChainMember preferred = roster.firstLeft();
        if (preferred == null) {
            return NONE;
        }
        long most = preferred.provider().settings().retry().maxWait().toNanos() - waitedForPreferred;
        if (most <= 0 || preferred.state(roster.requirements()) != ProviderState.RESTING) {
            return NONE;
        }
        long in = preferred.nanosUntilAvailable(roster.requirements());
        if (in <= 0 || in > most) {
            return NONE;
        }
        long wait = wait(in, left);
        if (wait != NONE) {
            waitedForPreferred += wait;
        }
        return wait;
    }

    /**
     * Returns how long to wait for the provider that is expected first, where nobody else can serve.
     *
     * @param in when it is expected
     * @param left what is left of the deadline
     * @param anyHeld whether an operator holds a provider that could serve, and may let it go at any time; then it is looked
     *     at again and again meanwhile
     */
    long nanosForSoonest(long in, long left, boolean anyHeld) {
        long wait = wait(in, left);
        if (wait == NONE) {
            return NONE;
        }
        wait = anyHeld ? Math.min(wait, LOOK_AGAIN) : wait;
        waitedForSoonest += wait;
        return wait;
    }

    /** Returns how many nanoseconds the call has waited for providers because nobody else could serve. */
    long waitedForSoonest() {
        return waitedForSoonest;
    }

    private long wait(long in, long left) {
        long wait = Backoff.untilAvailable(in, waits, random);
        if (wait >= left) {
            return NONE;
        }
        waits++;
        return wait;
    }
}
