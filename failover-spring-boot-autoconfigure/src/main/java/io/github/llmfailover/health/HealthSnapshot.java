package io.github.llmfailover.health;

import io.github.llmfailover.ProviderState;
import io.github.llmfailover.failure.FailureKind;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one provider at one moment.
 *
 * @param provider its name
 * @param state its state
 * @param available whether it takes requests now
 * @param inFlight requests that have not ended
 * @param admission the share of the requests offered to it that it is given: 1 in general, less while it is ramped up
 *     after a recovery, 0 while it is out or being tested
 * @param succeeded requests that were answered, since the start
 * @param failed requests that failed, since the start
 * @param notPermitted requests that were not made because the provider took none, since the start
 * @param failures how many failed requests there were of each kind
 * @param latency of whole answers
 * @param firstToken of first contents
 * @param availableAgainAt when it is expected to take requests; {@code null} where it takes them or nobody knows
 * @param lastFailure the kind of the last failure; {@code null} where there was none
 * @param lastFailureAt when that was; {@code null} where there was none
 * @param lastOutcomeAt when a request was answered or failed last; {@code null} where none ever was
 * @param stale whether that was so long ago that it tells nothing about now ({@code circuit-breaker.stale-after})
 * @param otherModels the models which callers have named and which are out at the moment, although the provider may not be
 * @param inputTokens reported by the provider for answered requests
 * @param outputTokens reported by the provider for answered requests
 */
public record HealthSnapshot(
        String provider,
        ProviderState state,
        boolean available,
        int inFlight,
        double admission,
        long succeeded,
        long failed,
        long notPermitted,
        Map<FailureKind, Long> failures,
        Percentiles latency,
        Percentiles firstToken,
        @Nullable Instant availableAgainAt,
        @Nullable FailureKind lastFailure,
        @Nullable Instant lastFailureAt,
        @Nullable Instant lastOutcomeAt,
        boolean stale,
        Map<String, ModelState> otherModels,
        long inputTokens,
        long outputTokens) {

    /** Asserts what must always hold. */
    public HealthSnapshot {
        failures = Map.copyOf(failures);
        otherModels = Map.copyOf(otherModels);
        if (inFlight < 0) {
            throw new IllegalStateException("More permits of '" + provider + "' were ended than given: " + inFlight);
        }
        if (failures.values().stream().mapToLong(Long::longValue).sum() != failed) {
            throw new IllegalStateException("Failures of '" + provider + "' by kind do not add up to " + failed);
        }
        if ((lastFailure == null) != (lastFailureAt == null)) {
            throw new IllegalStateException("Last failure of '" + provider + "' has a kind or a time, but not both");
        }
    }

    /**
     * What is known of a model that callers have named.
     *
     * @param state its state
     * @param availableAgainAt when it is expected to be asked again; {@code null} where nobody knows
     */
    public record ModelState(ProviderState state, @Nullable Instant availableAgainAt) {}

    /**
     * Percentiles of a distribution of durations.
     *
     * @param p50 the median in milliseconds; {@code null} where nothing has been measured
     * @param p95 the 95th percentile in milliseconds; {@code null} where nothing has been measured
     */
    public record Percentiles(
            @Nullable Double p50, @Nullable Double p95) {}
}
