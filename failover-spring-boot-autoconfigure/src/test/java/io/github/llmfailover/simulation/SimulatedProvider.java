package io.github.llmfailover.simulation;

import io.github.llmfailover.failure.FailureKind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A provider as seen from its own side: what becomes of the requests that reach it, and how many it is busy with. */
final class SimulatedProvider {

    private final Member member;

    private final BreakerWatch watch;

    private final SplittableRandom random;

    private int underWay;

    int mostUnderWay;

    long requests;

    long turnedAway;

    SimulatedProvider(Member member, BreakerWatch watch, SplittableRandom random) {
        this.member = member;
        this.watch = watch;
        this.random = random;
    }

    String name() {
        return member.name();
    }

    BreakerWatch watch() {
        return watch;
    }

    boolean isOut(State state) {
        return state == State.OPEN || state == State.FORCED_OPEN;
    }

    void underWay(int change) {
        underWay += change;
        mostUnderWay = Math.max(mostUnderWay, underWay);
    }

    /** Decides what becomes of a request that arrives now, and is not counted yet. */
    Fate fate(@Nullable String model, long now) {
        requests++;
        Fate fate = member.weather().at(now).meets(random, model, underWay);
        if (fate.failure() == FailureKind.RATE_LIMITED || fate.failure() == FailureKind.OVERLOADED) {
            turnedAway++;
        }
        long cut = member.weather().cutsOff(now, random) - now;
        if (fate.failure() != null || cut >= fate.afterNanos() + fate.restNanos()) {
            return fate;
        }
        return cut <= fate.afterNanos()
                ? Fate.fails(FailureKind.CONNECTION, Math.max(0, cut))
                : fate.breaking(FailureKind.STREAM_CUT, cut - fate.afterNanos());
    }
}
