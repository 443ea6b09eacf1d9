package io.github.llmfailover.health;

import io.github.resilience4j.core.IntervalFunction;
import java.util.random.RandomGenerator;

/**
 * How long a breaker stays open: as configured at first, then longer with each probe that fails. From the second opening
 * on, up to a quarter is taken off at random, so that the instances of an application do not all probe at once.
 */
final class OpenDuration implements IntervalFunction {

    private static final double JITTER = 0.25;

    private volatile BreakerSettings settings;

    private final RandomGenerator random;

    private volatile long lastMillis;

    private volatile int lastOpening;

    private volatile int forgotten;

    /** Which opening the next one is, where that is not what the breaker counts; 0 where it is. */
    private volatile int resumed;

    /** How many openings the breaker does not know of. */
    private volatile int unknown;

    OpenDuration(BreakerSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    @Override
    public Long apply(Integer attempt) {
        if (resumed > 0) {
            unknown = resumed - attempt;
            resumed = 0;
        } else if (attempt <= 1) {
            forgotten = 0;
            unknown = 0;
        }
        BreakerSettings now = settings;
        lastOpening = attempt + unknown;
        int opening = lastOpening - forgotten;
        long first = now.openDuration().toMillis();
        long millis = first;
        if (opening > 1) {
            double grown = first * Math.pow(now.openDurationMultiplier(), opening - 1);
            double capped = Math.min(grown, now.maxOpenDuration().toMillis());
            millis = Math.max(first, (long) (capped * (1 - JITTER * random.nextDouble())));
        }
        lastMillis = millis;
        return millis;
    }

    /** Changes the durations from the next opening on. */
    void settings(BreakerSettings changed) {
        settings = changed;
    }

    /** A breaker that knows nothing of earlier openings is to go on with this one; 0 where it knows all there were. */
    void resumeWith(int opening) {
        resumed = opening;
    }

    /** Lets the next opening be as the first. */
    void forgetGrowth() {
        forgotten = lastOpening;
    }

    /** Returns what was decided last, in milliseconds. */
    long lastMillis() {
        return lastMillis;
    }
}
