package io.github.llmfailover.simulation;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.github.llmfailover.failure.FailureKind;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A weather that changes every two minutes, between good moods and bad ones, in each of which it has its way of failing.
 *
 * @param which each has moods of its own
 */
record Moody(long which) implements Weather {

    private static final long MOOD = ofSeconds(120).toNanos();

    private static final FailureKind[] WAYS_TO_FAIL = {
        FailureKind.RATE_LIMITED,
        FailureKind.QUOTA_EXHAUSTED,
        FailureKind.AUTHENTICATION,
        FailureKind.MODEL_NOT_FOUND,
        FailureKind.OVERLOADED,
        FailureKind.SERVER_ERROR,
        FailureKind.CONNECTION,
        FailureKind.NO_RESPONSE,
        FailureKind.MALFORMED,
        FailureKind.UNKNOWN,
    };

    @Override
    public Sky at(long nanos) {
        SplittableRandom mood = new SplittableRandom(which * 1_000_003 + nanos / MOOD);
        boolean bad = mood.nextDouble() < 0.3;
        double failures = bad ? 0.3 + mood.nextDouble() * 0.7 : mood.nextDouble() * 0.03;
        FailureKind way = WAYS_TO_FAIL[mood.nextInt(WAYS_TO_FAIL.length)];
        return (random, model, underWay) -> fate(random, failures, way);
    }

    private static Fate fate(SplittableRandom random, double failures, FailureKind way) {
        if (random.nextDouble() < 0.004) {
            return Fate.fails(
                    random.nextBoolean() ? FailureKind.INVALID_REQUEST : FailureKind.CONTEXT_TOO_LONG,
                    ofMillis(20).toNanos());
        }
        if (random.nextDouble() >= failures) {
            Fate fate = Sky.FAIR.meets(random, null, 0);
            return random.nextInt(100) == 0 ? fate.breaking(FailureKind.STREAM_CUT, fate.restNanos() / 2) : fate;
        }
        if (way == FailureKind.NO_RESPONSE) {
            return Fate.HANGS;
        }
        return Fate.fails(way, retryAfter(random, way), Sky.between(random, ofMillis(1), ofSeconds(2)));
    }

    private static @Nullable Duration retryAfter(SplittableRandom random, FailureKind way) {
        return way == FailureKind.RATE_LIMITED && random.nextBoolean() ? ofMillis(random.nextLong(40_000)) : null;
    }
}
