package io.github.llmfailover;

import io.github.llmfailover.failure.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a drill came to: whether each provider's credential, model and stream worked when it was asked with a synthetic
 * prompt.
 *
 * @param at when it began
 * @param duration until the last provider was done
 * @param by who wanted it; {@value #SCHEDULE} for the configured schedule, {@code null} where nobody was authenticated
 * @param results one for each provider that was to be drilled, in the order of the chains
 */
public record DrillReport(
        Instant at, Duration duration, @Nullable String by, List<Result> results) {

    /** Who wants a drill that comes by the configured schedule. */
    public static final String SCHEDULE = "schedule";

    /** Copies the results. */
    public DrillReport {
        results = List.copyOf(results);
    }

    /** Whether no provider failed. One that was skipped has not. */
    public boolean passed() {
        return results.stream().noneMatch(result -> result.outcome() == Outcome.FAILED);
    }

    /** What became of one provider. */
    public enum Outcome {
        /** It answered. */
        PASSED,
        /** It did not. */
        FAILED,
        /** It was not asked, since callers would have had no room beside the drill ({@code max-concurrency}). */
        SKIPPED
    }

    /**
     * How one provider did.
     *
     * @param provider its name
     * @param outcome what became of it
     * @param failure what went wrong; {@code null} where it did not fail
     * @param status the HTTP status of a failure; 0 where there was none
     * @param state the provider's state when it was asked
     * @param model the model that was asked for; {@code null} where the client names none
     * @param streamed whether it was asked for a stream; false only where its client has none
     * @param firstToken from the request to the first content; {@code null} where none came
     * @param duration from the request to the end of the exchange
     * @param usage the tokens it took
     * @param cost what they cost, from the configured price; {@code null} where nothing is known of one of both
     */
    public record Result(
            String provider,
            Outcome outcome,
            @Nullable FailureKind failure,
            int status,
            ProviderState state,
            @Nullable String model,
            boolean streamed,
            @Nullable Duration firstToken,
            Duration duration,
            TokenUsage usage,
            @Nullable Cost cost) {

        /** Rejects a failure without a kind, and a kind without a failure. */
        public Result {
            if ((outcome == Outcome.FAILED) != (failure != null)) {
                throw new IllegalArgumentException("The drill of '" + provider + "' is " + outcome + " by " + failure);
            }
        }

        /** Returns the same as an attempt, for whoever keeps books of them. Nobody got its answer. */
        public AttemptReport attempt() {
            return new AttemptReport(
                    provider, model, failure, status, Duration.ZERO, duration, firstToken, usage, cost, null, false, 0);
        }
    }
}
