package io.github.llmfailover.simulation;

import io.github.llmfailover.failure.FailureKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one request.
 *
 * @param failure how it fails before any content; {@code null} where content comes
 * @param retryAfter what the provider says with the failure
 * @param afterNanos until the failure, or the first content; {@link #NEVER} where it hangs
 * @param restNanos from the first content to the end
 * @param breaksWith how it ends after the first content; {@code null} for well
 */
record Fate(
        @Nullable FailureKind failure,
        @Nullable Duration retryAfter,
        long afterNanos,
        long restNanos,
        @Nullable FailureKind breaksWith) {

    static final long NEVER = Duration.ofDays(1000).toNanos();

    static final Fate HANGS = new Fate(null, null, NEVER, 0, null);

    static Fate answers(long afterNanos, long restNanos) {
        return new Fate(null, null, afterNanos, restNanos, null);
    }

    static Fate fails(FailureKind kind, long afterNanos) {
        return new Fate(kind, null, afterNanos, 0, null);
    }

    static Fate fails(FailureKind kind, @Nullable Duration retryAfter, long afterNanos) {
        return new Fate(kind, retryAfter, afterNanos, 0, null);
    }

    /** The same, but it breaks a while after its first content. */
    Fate breaking(FailureKind kind, long restNanos) {
        return new Fate(failure, retryAfter, afterNanos, restNanos, kind);
    }
}
