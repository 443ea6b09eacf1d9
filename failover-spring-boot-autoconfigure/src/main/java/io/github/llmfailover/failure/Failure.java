package io.github.llmfailover.failure;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One failed attempt, understood.
 *
 * @param kind what went wrong, and so whose fault it is
 * @param cause what the client library threw, unwrapped; {@code null} where nothing was thrown (an empty answer, a
 *     limit that passed)
 * @param status the HTTP status that the provider answered with; 0 where there was none or it is not known
 * @param retryAfter how long the provider asks to be left alone, already clamped; {@code null} where it did not say
 */
public record Failure(
        FailureKind kind,
        @Nullable Throwable cause,
        int status,
        @Nullable Duration retryAfter) {

    /** Creates a failure. */
    public Failure {
        Objects.requireNonNull(kind, "A failure has a kind.");
        if (status < 0) {
            throw new IllegalArgumentException("A status that is not known is 0, not " + status + ".");
        }
        if (retryAfter != null && retryAfter.isNegative()) {
            throw new IllegalArgumentException("A time to wait is not negative, as " + retryAfter + " is.");
        }
    }

    /** A failure that was seen rather than thrown. */
    public static Failure of(FailureKind kind) {
        return new Failure(kind, null, 0, null);
    }

    /** A failure that was thrown, without further detail. */
    public static Failure of(FailureKind kind, @Nullable Throwable cause) {
        return new Failure(kind, cause, 0, null);
    }

    /** Names kind and status only: a cause's message may carry what the provider sent back. */
    @Override
    public String toString() {
        return status == 0 ? kind.name() : kind.name() + " (" + status + ")";
    }
}
