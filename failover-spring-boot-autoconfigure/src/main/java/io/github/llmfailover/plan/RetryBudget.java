package io.github.llmfailover.plan;

import io.github.llmfailover.time.TimeSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Bounds what retries and hedges add to the load on providers that are in trouble already: over the last ten seconds, a
 * share of the calls made plus a fixed allowance. The idea is that of Finagle's {@code RetryBudget}; a budget over all
 * calls bounds the load where a limit for each call cannot.
 *
 * <p>A call costs one atomic update; only a retry looks at all slots, under a lock.
 */
public final class RetryBudget {

    private static final int WINDOW_SECONDS = 10;

    private static final int SLOTS = WINDOW_SECONDS + 1;

    /** Amounts are kept in thousandths of a retry, so that a ratio of a few percent adds up exactly. */
    private static final long SCALE = 1000;

    private static final int AMOUNT_BITS = 36;

    private static final long AMOUNT_OFFSET = 1L << (AMOUNT_BITS - 1);

    private static final long AMOUNT_MASK = (1L << AMOUNT_BITS) - 1;

    private final long deposit;

    private final long reserve;

    private final TimeSource time;

    private final long start;

    /** Each slot holds the second it stands for and the amount deposited less the amount taken in that second. */
    private final AtomicLongArray slots;

    /**
     * Creates a budget that is full.
     *
     * @param ratio retries allowed for each call, from 0 to 1
     * @param minPerSecond retries allowed in each second however few calls there are
     * @param time the time source
     */
    public RetryBudget(double ratio, int minPerSecond, TimeSource time) {
        this(ratio, minPerSecond, time, time.nanoTime(), new AtomicLongArray(SLOTS));
        for (int slot = 0; slot < SLOTS; slot++) {
            slots.set(slot, pack(slot, 0));
        }
    }

    private RetryBudget(double ratio, int minPerSecond, TimeSource time, long start, AtomicLongArray slots) {
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("retry.budget.ratio must be between 0 and 1, but is " + ratio);
        }
        if (minPerSecond < 0) {
            throw new IllegalArgumentException(
                    "retry.budget.min-per-second must not be negative, but is " + minPerSecond);
        }
        this.deposit = Math.round(ratio * SCALE);
        this.reserve = (long) minPerSecond * WINDOW_SECONDS * SCALE;
        this.time = time;
        this.start = start;
        this.slots = slots;
    }

    /**
     * Returns this budget with other amounts: what has been deposited and taken through either is one account.
     *
     * @param ratio retries allowed for each call, from 0 to 1
     * @param minPerSecond retries allowed in each second however few calls there are
     */
    public RetryBudget with(double ratio, int minPerSecond) {
        return new RetryBudget(ratio, minPerSecond, time, start, slots);
    }

    /** Notes that a call begins. */
    public void callBegan() {
        if (deposit > 0) {
            add(second(), deposit);
        }
    }

    /** Takes one retry out of the budget. Returns whether there was one. */
    public boolean tryTake() {
        synchronized (slots) {
            long second = second();
            if (balance(second) < SCALE) {
                return false;
            }
            add(second, -SCALE);
            return true;
        }
    }

    /** Returns how many retries are left at this moment. */
    public double available() {
        return (double) balance(second()) / SCALE;
    }

    private long balance(long second) {
        long balance = reserve;
        for (int slot = 0; slot < SLOTS; slot++) {
            long packed = slots.get(slot);
            long age = second - (packed >>> AMOUNT_BITS);
            if (age >= 0 && age < WINDOW_SECONDS) {
                balance += amount(packed);
            }
        }
        return Math.max(0, balance);
    }

    private void add(long second, long change) {
        int slot = (int) (second % SLOTS);
        while (true) {
            long packed = slots.get(slot);
            long kept = packed >>> AMOUNT_BITS == second ? amount(packed) : 0;
            if (slots.compareAndSet(slot, packed, pack(second, kept + change))) {
                return;
            }
        }
    }

    private long second() {
        return TimeUnit.NANOSECONDS.toSeconds(time.nanoTime() - start);
    }

    private static long pack(long second, long amount) {
        long bounded = Math.max(-AMOUNT_OFFSET, Math.min(AMOUNT_OFFSET - 1, amount));
        return second << AMOUNT_BITS | (bounded + AMOUNT_OFFSET);
    }

    private static long amount(long packed) {
        return (packed & AMOUNT_MASK) - AMOUNT_OFFSET;
    }
}
