package io.github.llmfailover.plan;

import java.util.random.RandomGenerator;

/**
 * Waits that grow and are spread at random, so that callers who failed together do not come back together ("full
 * jitter": Exponential Backoff And Jitter, AWS Architecture Blog, 2015).
 */
final class Backoff {

    private static final int MAX_DOUBLINGS = 16;

    /** Nanoseconds. */
    private static final long FLOOR = 20_000_000;

    private static final int FLOOR_DOUBLINGS = 5;

    private Backoff() {}

    /**
     * Returns a wait between zero and a bound that doubles with each retry.
     *
     * @param base the bound before the first retry, in nanoseconds
     * @param retry which retry this is, from 0
     */
    static long fullJitter(long base, int retry, RandomGenerator random) {
        if (base <= 0) {
            return 0;
        }
        long bound = base << Math.min(retry, MAX_DOUBLINGS);
        return random.nextLong(bound > 0 ? bound : Long.MAX_VALUE);
    }

    /**
     * Returns how long to wait for a provider that is expected back after a while. Never less than a floor that doubles
     * with each wait, so that a provider whose few trial requests are taken is not asked in a tight loop; and up to a
     * tenth more at random, so that those who wait for the same provider do not all come at once.
     */
    static long untilAvailable(long expected, int wait, RandomGenerator random) {
        long floor = FLOOR << Math.min(wait, FLOOR_DOUBLINGS);
        long base = Math.max(expected, floor);
        return base + random.nextLong(base / 10 + 1);
    }
}
