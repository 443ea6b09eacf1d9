package io.github.llmfailover.plan;

import io.github.llmfailover.failure.FailureKind;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A provider of the simulation: goes through good and bad hours, and in each has its way of failing. */
final class SimulatedProvider {

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

    /** What becomes of one request. */
    record Fate(@Nullable FailureKind failure, @Nullable Duration retryAfter, long afterNanos, boolean hangs) {}

    private final SplittableRandom random;

    private long moodEndsAt;

    private double failureRate;

    private FailureKind way = FailureKind.SERVER_ERROR;

    SimulatedProvider(SplittableRandom random) {
        this.random = random;
    }

    Fate fate(long elapsedNanos) {
        while (elapsedNanos >= moodEndsAt) {
            changeMood();
        }
        long takes = millis(50 + random.nextLong(3_000));
        if (random.nextDouble() < 0.004) {
            FailureKind requestsFault =
                    random.nextBoolean() ? FailureKind.INVALID_REQUEST : FailureKind.CONTEXT_TOO_LONG;
            return new Fate(requestsFault, null, millis(20), false);
        }
        if (random.nextDouble() >= failureRate) {
            return new Fate(null, null, takes, false);
        }
        if (way == FailureKind.NO_RESPONSE) {
            return new Fate(way, null, takes, true);
        }
        Duration retryAfter = way == FailureKind.RATE_LIMITED && random.nextBoolean()
                ? Duration.ofMillis(random.nextLong(40_000))
                : null;
        return new Fate(way, retryAfter, millis(1 + random.nextLong(2_000)), false);
    }

    private void changeMood() {
        boolean bad = random.nextDouble() < 0.4;
        failureRate = bad ? 0.3 + random.nextDouble() * 0.7 : random.nextDouble() * 0.03;
        way = WAYS_TO_FAIL[random.nextInt(WAYS_TO_FAIL.length)];
        moodEndsAt += Duration.ofSeconds(bad ? 5 + random.nextInt(300) : 60 + random.nextInt(900))
                .toNanos();
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
