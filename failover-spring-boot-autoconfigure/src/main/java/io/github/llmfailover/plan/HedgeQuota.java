package io.github.llmfailover.plan;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds hedges to a share of all calls: each call earns a fraction of one, and one is there from the start, so that what
 * was switched on is seen to work. What is not used is kept up to a handful, so that an hour of quiet does not pay for a
 * storm. A call costs one atomic update.
 */
public final class HedgeQuota {

    /** Amounts are kept in millionths of a hedge, so that a small ratio adds up exactly. */
    private static final long ONE = 1_000_000;

    private static final long MOST = 10 * ONE;

    private final long earned;

    private final AtomicLong amount;

    /**
     * Creates a quota of one hedge.
     *
     * @param ratio how many hedges each call earns, from 0 to 1
     */
    public HedgeQuota(double ratio) {
        this(ratio, new AtomicLong(ONE));
    }

    private HedgeQuota(double ratio, AtomicLong amount) {
        this.earned = Math.round(ratio * ONE);
        this.amount = amount;
    }

    /**
     * Returns this quota with another ratio: what has been earned and taken through either is one account.
     *
     * @param ratio how many hedges each call earns, from 0 to 1
     */
    public HedgeQuota with(double ratio) {
        return new HedgeQuota(ratio, amount);
    }

    /** Notes that a call begins. */
    void callBegan() {
        long now = amount.get();
        // Where it is full nothing is written, and what is lost to another thread's update is lost: rather a hedge too
        // few.
        if (now < MOST) {
            amount.compareAndSet(now, Math.min(MOST, now + earned));
        }
    }

    /** Whether there is one left. */
    boolean isLeft() {
        return amount.get() >= ONE;
    }

    /** Takes one. Returns whether there was one. */
    boolean tryTake() {
        while (true) {
            long now = amount.get();
            if (now < ONE) {
                return false;
            }
            if (amount.compareAndSet(now, now - ONE)) {
                return true;
            }
        }
    }

    /** Gives back one that was taken and not used. */
    void giveBack() {
        amount.addAndGet(ONE);
    }
}
