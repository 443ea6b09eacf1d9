package io.github.llmfailover.health;

import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.health.HealthSnapshot.Percentiles;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What is known of one provider's past. Counts are since the start; percentiles are recent. */
final class Statistics {

    /** A failure and when it was seen, always together. */
    record LastFailure(FailureKind kind, Instant at) {}

    private final LongAdder succeeded = new LongAdder();

    private final LongAdder notPermitted = new LongAdder();

    private final LongAdder inputTokens = new LongAdder();

    private final LongAdder outputTokens = new LongAdder();

    /** One for each kind, none added later. */
    private final EnumMap<FailureKind, LongAdder> failures = new EnumMap<>(FailureKind.class);

    private final RecentDurations latency;

    private final RecentDurations firstToken;

    private volatile @Nullable LastFailure lastFailure;

    private volatile long lastOutcomeNanos;

    private volatile boolean anyOutcome;

    Statistics(long now) {
        for (FailureKind kind : FailureKind.values()) {
            failures.put(kind, new LongAdder());
        }
        latency = new RecentDurations(now);
        firstToken = new RecentDurations(now);
    }

    void succeeded(long firstTokenNanos, long durationNanos, long input, long output, long now) {
        succeeded.increment();
        outcome(now);
        latency.record(durationNanos, now);
        firstToken.record(firstTokenNanos == Permit.NOT_SEEN ? durationNanos : firstTokenNanos, now);
        if (input > 0) {
            inputTokens.add(input);
        }
        if (output > 0) {
            outputTokens.add(output);
        }
    }

    void failed(FailureKind kind, Instant at, long now) {
        outcome(now);
        LongAdder count = failures.get(kind);
        if (count != null) {
            count.increment();
        }
        lastFailure = new LastFailure(kind, at);
    }

    private void outcome(long now) {
        lastOutcomeNanos = now;
        if (!anyOutcome) {
            anyOutcome = true;
        }
    }

    /** Returns how long ago a request was answered or failed; -1 where none ever was. */
    long nanosSinceLastOutcome(long now) {
        return anyOutcome ? Math.max(0, now - lastOutcomeNanos) : -1;
    }

    void notPermitted() {
        notPermitted.increment();
    }

    long succeededCount() {
        return succeeded.sum();
    }

    long notPermittedCount() {
        return notPermitted.sum();
    }

    long inputTokenCount() {
        return inputTokens.sum();
    }

    long outputTokenCount() {
        return outputTokens.sum();
    }

    /** Returns the kinds that have been seen with their counts, each read once. */
    Map<FailureKind, Long> failureCounts() {
        EnumMap<FailureKind, Long> counts = new EnumMap<>(FailureKind.class);
        failures.forEach((kind, counter) -> {
            long count = counter.sum();
            if (count > 0) {
                counts.put(kind, count);
            }
        });
        return counts;
    }

    Percentiles latency(long now) {
        return latency.percentiles(now);
    }

    Percentiles firstToken(long now) {
        return firstToken.percentiles(now);
    }

    UsualTime usualFirstToken(long now) {
        return firstToken.usual(now);
    }

    UsualTime usualLatency(long now) {
        return latency.usual(now);
    }

    @Nullable
    LastFailure lastFailure() {
        return lastFailure;
    }
}
