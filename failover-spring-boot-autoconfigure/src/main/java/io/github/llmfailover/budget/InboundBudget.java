package io.github.llmfailover.budget;

import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads off an inbound request how much time there is for it. Callers state a duration, not a point in time, since clocks
 * differ.
 */
public final class InboundBudget {

    private final String header;

    private final @Nullable Duration byDefault;

    private final long maxMillis;

    private final TimeSource time;

    /**
     * Creates the budget of inbound requests.
     *
     * @param header the name of the header that has the milliseconds
     * @param byDefault how much time there is without the header, or where it says nothing that could be read;
     *     {@code null} for no limit
     * @param max what a header that asks for more counts as
     * @param time the time source
     */
    public InboundBudget(String header, @Nullable Duration byDefault, Duration max, TimeSource time) {
        this.header = header;
        this.byDefault = byDefault;
        this.maxMillis = max.toMillis();
        this.time = time;
    }

    /** Returns the name of the header. */
    public String header() {
        return header;
    }

    /**
     * Returns by when a request has to be answered.
     *
     * @param value what the header says; {@code null} where there is none
     * @return the point in time, which is now where the header says that no time is left; {@code null} for no limit
     */
    public @Nullable Instant deadline(@Nullable String value) {
        Duration budget = value == null ? null : read(value.strip());
        if (budget == null) {
            budget = byDefault;
        }
        return budget == null ? null : time.now().plus(budget);
    }

    /** What cannot be read is no reason to turn a request away: whoever sent it knows nothing of us, perhaps. */
    private @Nullable Duration read(String value) {
        boolean negative = value.startsWith("-");
        String digits = negative ? value.substring(1) : value;
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        if (negative) {
            return Duration.ZERO;
        }
        // More digits than any number of milliseconds has are a great many.
        return Duration.ofMillis(digits.length() > 15 ? maxMillis : Math.min(maxMillis, Long.parseLong(digits)));
    }
}
