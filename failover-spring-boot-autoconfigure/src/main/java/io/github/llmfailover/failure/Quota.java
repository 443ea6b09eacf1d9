package io.github.llmfailover.failure;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads from an answer that nothing is left of a rate limit: {@code x-ratelimit-remaining-*} as OpenAI and many others
 * write it, and {@code anthropic-ratelimit-*-remaining}. Whoever asks again before the limit is lifted will be refused.
 */
public final class Quota {

    /** The longest that a provider is left alone although it has not refused anything. */
    public static final Duration LONGEST_REST = Duration.ofSeconds(60);

    private static final String REMAINING = "x-ratelimit-remaining-";

    private static final String ANTHROPIC = "anthropic-ratelimit-";

    private static final String ANTHROPIC_REMAINING = "-remaining";

    private Quota() {}

    /**
     * Whether a header says that nothing is left of a rate limit. Looks at no other header and builds nothing, since
     * every answer is asked.
     *
     * @param name the header's name, in any case
     * @param value its value
     */
    public static boolean isUsedUp(String name, @Nullable String value) {
        if (value == null || value.isEmpty() || value.charAt(0) != '0') {
            return false;
        }
        boolean remaining = name.regionMatches(true, 0, REMAINING, 0, REMAINING.length())
                || (name.regionMatches(true, 0, ANTHROPIC, 0, ANTHROPIC.length())
                        && name.regionMatches(
                                true,
                                name.length() - ANTHROPIC_REMAINING.length(),
                                ANTHROPIC_REMAINING,
                                0,
                                ANTHROPIC_REMAINING.length()));
        return remaining && value.chars().allMatch(c -> c == '0');
    }

    /**
     * Returns how long it takes until there is something left again of each limit that is used up.
     *
     * @param headers the values of a header, by its name in any case
     * @param now what a date is relative to
     * @return positive and at most {@link #LONGEST_REST}; {@code null} where no limit is used up, or where it is not said
     *     for how long
     */
    public static @Nullable Duration untilReset(Function<String, List<String>> headers, Instant now) {
        Duration reset = RetryAfter.untilReset(headers, now);
        if (reset == null || reset.isZero()) {
            return null;
        }
        return reset.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : reset;
    }
}
