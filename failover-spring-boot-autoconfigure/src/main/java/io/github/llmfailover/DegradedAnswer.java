package io.github.llmfailover;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An answer that no provider gave, or not now.
 *
 * @param text what it says; not blank
 * @param quality how good it is, from 0 to below 1, where that differs from its tier's; {@code null} for the tier's
 * @param answeredAt when a model said this; {@code null} where none did, or nobody knows
 */
public record DegradedAnswer(
        String text, @Nullable Double quality, @Nullable Instant answeredAt) {

    /** Rejects an empty answer and a quality that is none. */
    public DegradedAnswer {
        if (text.isBlank()) {
            throw new IllegalArgumentException("A degraded answer must say something; return null for none");
        }
        if (quality != null && !(quality >= 0 && quality < 1)) {
            throw new IllegalArgumentException(
                    "The quality of a degraded answer must be from 0 to below 1, but is " + quality);
        }
    }

    /** An answer of the quality of its tier, of no particular time. */
    public static DegradedAnswer of(String text) {
        return new DegradedAnswer(text, null, null);
    }

    /** Shows how long the text is, not what it says. */
    @Override
    public String toString() {
        return "DegradedAnswer[" + text.length() + " characters, quality=" + quality + ", answeredAt=" + answeredAt
                + "]";
    }
}
