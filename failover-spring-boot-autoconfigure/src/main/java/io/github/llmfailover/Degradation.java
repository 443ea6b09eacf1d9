package io.github.llmfailover;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What answered in place of the providers.
 *
 * @param tier the name of the tier: {@code cache}, {@code similar}, {@code rules}, {@code text}, or that of a
 *     {@link DegradedAnswerTier} of the application's
 * @param quality how good the answer is, from 0 to below 1
 * @param age how long ago a model said this; {@code null} where none did, or nobody knows
 * @param failure how the call had failed: what its caller would have got without the tier
 */
public record Degradation(
        String tier, double quality, @Nullable Duration age, FailoverException failure) {

    /** Names tier and failure; never what was said. */
    @Override
    public String toString() {
        return "Degradation[tier=" + tier + ", quality=" + quality + ", age=" + age + ", failure="
                + failure.getClass().getSimpleName() + "]";
    }
}
