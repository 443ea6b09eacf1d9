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
 * @param usage the tokens it took
 * @param cost what they cost; {@code null} where no price is configured or no token is known
 * @param finish why the answer came to its end; {@code null} where it did not
 * @param refused whether the model refused, or the provider withheld the answer
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
        TokenUsage usage,
        @Nullable Cost cost,
        @Nullable AnswerFinish finish,
        boolean refused,
        int deliveredChars) {

    /** A report of which no more than the reported tokens is known. */
    public AttemptReport(
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
        this(
                provider,
                model,
                failure,
                status,
                waited,
                duration,
                firstToken,
                TokenUsage.reported(inputTokens, outputTokens),
                null,
                null,
                false,
                deliveredChars);
    }

    /** Returns all input tokens, estimated where the provider reported none; 0 where nothing is known. */
    public long inputTokens() {
        return usage.input();
    }

    /** Returns all output tokens, estimated where the provider did not report them; 0 where nothing is known. */
    public long outputTokens() {
        return usage.output();
    }

    /**
     * Whether tokens may have been spent of which nothing is known: the request was given up or broke, and nothing of an
     * answer had arrived that could be counted.
     */
    public boolean usageUnknown() {
        return usage.isNone() && failure != null && mayHaveCost(failure);
    }

    private static boolean mayHaveCost(FailureKind failure) {
        return switch (failure) {
            case NO_FIRST_TOKEN, NO_RESPONSE, STALLED, STREAM_CUT, MALFORMED, CANCELLED, SUPERSEDED, CALLER_DEADLINE ->
                true;
            default -> false;
        };
    }

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
                provider, model, failure, status, waited, duration, firstToken, usage, cost, finish, refused, 0);
    }

    /** Names the provider and the kind of failure; never a key, prompt or body. */
    @Override
    public String toString() {
        return provider + ": "
                + (failure == null ? "SUCCEEDED" : status == 0 ? failure.name() : failure + " (" + status + ")");
    }
}
