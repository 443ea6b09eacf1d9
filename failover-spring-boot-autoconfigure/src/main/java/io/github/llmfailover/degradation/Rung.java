package io.github.llmfailover.degradation;

import io.github.llmfailover.DegradedAnswerTier;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A tier, with what it says of itself read once, and the threads that it keeps beyond its limit counted. */
final class Rung {

    /** A tier that hangs must not take every thread there is. */
    private static final int MOST_HANGING = 16;

    private final DegradedAnswerTier tier;

    private final String name;

    private final double quality;

    private final Duration timeLimit;

    private final AtomicInteger hanging = new AtomicInteger();

    Rung(DegradedAnswerTier tier) {
        this.tier = tier;
        this.name = tier.name();
        this.quality = tier.quality();
        this.timeLimit = tier.timeLimit();
        if (!name.matches("[a-z0-9][a-z0-9-]*")) {
            throw wrong("is named '" + name + "', but a name has small letters, digits and dashes only");
        }
        if (!(quality >= 0 && quality < 1)) {
            throw wrong("has the quality " + quality + ", but it must be from 0 to below 1");
        }
        if (timeLimit.isZero() || timeLimit.isNegative()) {
            throw wrong("has the time limit " + timeLimit + ", but it must be positive");
        }
    }

    DegradedAnswerTier tier() {
        return tier;
    }

    String name() {
        return name;
    }

    double quality() {
        return quality;
    }

    Duration timeLimit() {
        return timeLimit;
    }

    boolean isClogged() {
        return hanging.get() >= MOST_HANGING;
    }

    void hangs() {
        hanging.incrementAndGet();
    }

    void cameBack() {
        hanging.decrementAndGet();
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(
                "The tier of degraded answers " + tier.getClass().getName() + " " + what + ".");
    }
}
