package io.github.llmfailover.simulation;

import io.github.llmfailover.failure.FailureKind;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What requests meet at a provider while its weather stays the same. */
@FunctionalInterface
interface Sky {

    /**
     * Decides what becomes of a request that has just arrived.
     *
     * @param random the provider's own
     * @param model the model that was named; {@code null} for none
     * @param underWay how many others the provider is busy with
     */
    Fate meets(SplittableRandom random, @Nullable String model, int underWay);

    /** First content within a second or so, the whole answer within four. */
    Sky FAIR = takes(Duration.ofMillis(150), Duration.ofMillis(900), Duration.ofSeconds(3));

    Sky HANGS = (random, model, underWay) -> Fate.HANGS;

    /** Nothing listens. */
    Sky REFUSED = fails(FailureKind.CONNECTION, Duration.ofMillis(1), Duration.ofMillis(5));

    /** Answers: the first content between two times, the rest in up to a third. */
    static Sky takes(Duration least, Duration most, Duration longestRest) {
        return (random, model, underWay) ->
                Fate.answers(between(random, least, most), between(random, Duration.ZERO, longestRest));
    }

    /** Fails every request within some time. */
    static Sky fails(FailureKind kind, Duration least, Duration most) {
        return (random, model, underWay) -> Fate.fails(kind, between(random, least, most));
    }

    /** Fails every request, and says for how long to stay away. */
    static Sky fails(FailureKind kind, Duration leastRetryAfter, Duration mostRetryAfter, Duration within) {
        return (random, model, underWay) -> Fate.fails(
                kind,
                Duration.ofMillis(between(random, leastRetryAfter, mostRetryAfter) / 1_000_000),
                between(random, Duration.ofMillis(20), within));
    }

    /** Of the requests, a share meets another sky. */
    default Sky butSometimes(double share, Sky other) {
        return (random, model, underWay) -> (random.nextDouble() < share ? other : this).meets(random, model, underWay);
    }

    /** Requests that name a model which begins so meet another sky. */
    default Sky butForModels(String prefix, Sky other) {
        return (random, model, underWay) ->
                (model != null && model.startsWith(prefix) ? other : this).meets(random, model, underWay);
    }

    /** Of the answers, a share breaks at some point after the first content. */
    default Sky butBreaks(double share, FailureKind kind) {
        return (random, model, underWay) -> {
            Fate fate = meets(random, model, underWay);
            return fate.failure() == null && random.nextDouble() < share
                    ? fate.breaking(kind, (long) (fate.restNanos() * random.nextDouble()))
                    : fate;
        };
    }

    /** Who comes when so many are being served is turned away. */
    default Sky butOnlyFor(int capacity, Sky turnedAway) {
        return (random, model, underWay) -> (underWay >= capacity ? turnedAway : this).meets(random, model, underWay);
    }

    static long between(SplittableRandom random, Duration least, Duration most) {
        long from = least.toNanos();
        long span = most.toNanos() - from;
        return span <= 0 ? from : from + random.nextLong(span);
    }
}
