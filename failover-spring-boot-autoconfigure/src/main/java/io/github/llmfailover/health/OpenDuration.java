package io.github.llmfailover.health;

import io.github.resilience4j.core.IntervalFunction;
import java.util.random.RandomGenerator;

/**
 * How long a breaker stays open: as configured at first, then longer with each probe that fails. From the second opening
 * on, up to a quarter is taken off at random, so that the instances of an application do not all probe at once.
 */
final class OpenDuration implements IntervalFunction {

    private static final double JITTER = 0.25;

    private final BreakerSettings settings;

    private final RandomGenerator random;

    private volatile long lastMillis;

    private volatile int lastOpening;

    private volatile int forgotten;

    OpenDuration(BreakerSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    @Override
    public Long apply(Integer attempt) {
        if (attempt <= 1) {
            forgotten = 0;
        }
        lastOpening = attempt;
        int opening = attempt - forgotten;
        long first = settings.openDuration().toMillis();
        long millis = first;
        if (opening > 1) {
            double grown = first * Math.pow(settings.openDurationMultiplier(), opening - 1);
            double capped = Math.min(grown, settings.maxOpenDuration().toMillis());
            millis = Math.max(first, (long) (capped * (1 - JITTER * random.nextDouble())));
        }
        lastMillis = millis;
        return millis;
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
