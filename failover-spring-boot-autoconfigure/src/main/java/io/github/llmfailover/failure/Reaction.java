package io.github.llmfailover.failure;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a failure of one kind.
 *
 * @param retrySameProvider whether the same provider may be asked again at once, inside {@code retry.max} and the
 *     retry budget
 * @param next whether, and to whom, the call moves on
 * @param countsForBreaker whether the provider's circuit breaker counts the attempt as failed; otherwise its permit is
 *     released, as if it had never been taken
 * @param rest how long the provider is left alone afterwards
 */
public record Reaction(boolean retrySameProvider, Next next, boolean countsForBreaker, Rest rest) {

    /** Creates a reaction. */
    public Reaction {
        Objects.requireNonNull(next, "A reaction says where the call goes.");
        Objects.requireNonNull(rest, "A reaction without a rest has Rest.NONE.");
    }

    /** Where a call goes after a failed attempt. */
    public enum Next {
        /** To the next provider of the chain. */
        NEXT_PROVIDER,
        /** Only to a provider whose context window is larger, or unknown. */
        LARGER_CONTEXT_WINDOW,
        /** Nowhere: the caller gets the failure. */
        STOP
    }

    /**
     * How long a provider rests.
     *
     * @param honoursRetryAfter whether a time that the provider named takes precedence
     * @param fixed the rest where the provider names none; {@code null} for no rest, or for a back-off that grows
     * @param backsOff whether, without a named time, the rest grows exponentially from 1 s to 60 s with jitter
     */
    public record Rest(boolean honoursRetryAfter, @Nullable Duration fixed, boolean backsOff) {

        /** Creates a rest. */
        public Rest {
            if (fixed != null && (fixed.isNegative() || fixed.isZero())) {
                throw new IllegalArgumentException("A rest lasts longer than " + fixed + ".");
            }
            if (fixed != null && backsOff) {
                throw new IllegalArgumentException("A rest of fixed length does not grow as well.");
            }
        }

        /** No rest at all. */
        public static final Rest NONE = new Rest(false, null, false);

        /** Until the provider's {@code Retry-After}, else an exponential back-off. */
        public static final Rest RETRY_AFTER_OR_BACKOFF = new Rest(true, null, true);

        /** A rest of fixed length, whatever the provider says. */
        public static Rest fixed(Duration duration) {
            return new Rest(false, duration, false);
        }

        /** Whether a provider rests at all. */
        public boolean isNone() {
            return fixed == null && !backsOff && !honoursRetryAfter;
        }
    }

    /** Returns this reaction with another destination. */
    public Reaction withNext(Next next) {
        return new Reaction(retrySameProvider, next, countsForBreaker, rest);
    }
}
