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
 * @param deliveredChars how many characters of the caller's answer came from this attempt; 0 where none did, or where a
 *     restart has made them void
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
        long outputTokens,
        int deliveredChars) {

    /** Whether this attempt gave the caller its answer. */
    public boolean succeeded() {
        return failure == null;
    }

    /** Whether the caller's answer, or a part of it, came from this attempt; otherwise its tokens were wasted. */
    public boolean contributed() {
        return succeeded() || deliveredChars > 0;
    }

    /** Returns the same report of an attempt whose text a restart has made void. */
    public AttemptReport voided() {
        return new AttemptReport(
                provider, model, failure, status, waited, duration, firstToken, inputTokens, outputTokens, 0);
    }

    /** Names the provider and the kind of failure; never a key, prompt or body. */
    @Override
    public String toString() {
        return provider + ": "
                + (failure == null ? "SUCCEEDED" : status == 0 ? failure.name() : failure + " (" + status + ")");
    }
}
