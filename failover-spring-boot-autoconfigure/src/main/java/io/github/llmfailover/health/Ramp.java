package io.github.llmfailover.health;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How much of its traffic a provider gets back at once after a recovery: a tenth at first, then linearly more until it has
 * all of it. Whoever has just stood up is not pushed over.
 */
final class Ramp {

    static final double FIRST_SHARE = 0.1;

    /** A recovery keeps the length that it began with. */
    private record Recovery(long sinceNanos, long nanos) {}

    private volatile long nanos;

    private final RandomGenerator random;

    private volatile @Nullable Recovery recovery;

    /**
     * Creates a ramp that is over.
     *
     * @param nanos how long it takes; 0 for no ramp
     * @param random decides who is admitted
     */
    Ramp(long nanos, RandomGenerator random) {
        this.nanos = nanos;
        this.random = random;
    }

    /** Changes how long the ramp takes from the next recovery on. */
    void nanos(long changed) {
        nanos = changed;
    }

    /** The provider has recovered just now. */
    void begin(long now) {
        long length = nanos;
        if (length > 0) {
            recovery = new Recovery(now, length);
        }
    }

    /** The provider is out again. */
    void end() {
        recovery = null;
    }

    /** Returns the share that is admitted, from a tenth to 1. */
    double share(long now) {
        Recovery current = recovery;
        if (current == null) {
            return 1;
        }
        long since = now - current.sinceNanos;
        if (since >= current.nanos) {
            return 1;
        }
        return FIRST_SHARE + (1 - FIRST_SHARE) * Math.max(0, since) / current.nanos;
    }

    /** Decides on one request. */
    boolean admits(long now) {
        if (recovery == null) {
            return true;
        }
        double share = share(now);
        return share >= 1 || random.nextDouble() < share;
    }
}
