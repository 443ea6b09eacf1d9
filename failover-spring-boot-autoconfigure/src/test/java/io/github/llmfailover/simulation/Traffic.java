package io.github.llmfailover.simulation;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Who calls, and how often: independent callers, so many a second on average (a Poisson process).
 *
 * @param perSecond how many on average
 * @param lasts for how long they come
 * @param crowd who they are
 * @param burstAt when many come at once, from the start; zero for never
 * @param burst how many come at once
 */
record Traffic(double perSecond, Duration lasts, Caller.Crowd crowd, Duration burstAt, int burst) {

    static Traffic of(double perSecond, long seconds, Caller.Crowd crowd) {
        return new Traffic(perSecond, Duration.ofSeconds(seconds), crowd, Duration.ZERO, 0);
    }

    Traffic withBurst(Duration at, int callers) {
        return new Traffic(perSecond, lasts, crowd, at, callers);
    }

    /** Returns how many calls to expect. */
    long calls() {
        return Math.round(perSecond * lasts.toSeconds()) + burst;
    }

    long nanosToNext(SplittableRandom random) {
        return (long) (-Math.log(1 - random.nextDouble()) / perSecond * 1e9);
    }
}
