package io.github.llmfailover;

import io.github.llmfailover.failure.FailureKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt at one provider came to.
 *
 * @param provider the provider's name
 * @param model the model that was asked for; {@code null} where the provider's own default served
 * @param failure why it failed; {@code null} for the attempt that succeeded
 * @param status the HTTP status of a failure; 0 where there was none
 * @param waited how long the call waited before this attempt
 * @param duration from the request to the end of the exchange
 * @param firstToken from the request to the first content; {@code null} where none came
 * @param inputTokens input tokens that the provider reported; 0 where it reported none
 * @param outputTokens output tokens that the provider reported; 0 where it reported none
 */
public record AttemptReport(
        String provider,
        @Nullable String model,
        @Nullable FailureKind failure,
        int status,
        Duration waited,
        Duration duration,
        @Nullable Duration firstToken,
        long inputTokens,
        long outputTokens) {

    /** Whether this attempt gave the caller its answer. */
    public boolean succeeded() {
        return failure == null;
    }

    /** Names the provider and the kind of failure; never a key, prompt or body. */
    @Override
    public String toString() {
        return provider + ": "
                + (failure == null ? "SUCCEEDED" : status == 0 ? failure.name() : failure + " (" + status + ")");
    }
}
