package io.github.llmfailover.degradation;

import io.github.llmfailover.DegradedAnswer;
import io.github.llmfailover.DegradedAnswerTier;
import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.UnservedRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The same text for everybody: the end of the ladder. */
public final class FixedText extends BuiltInTier {

    private final String text;

    /**
     * Creates the tier.
     *
     * @param text what it says
     * @param settings its quality and time limit
     */
    public FixedText(String text, TierSettings settings) {
        super("text", TEXT_ORDER, settings);
        this.text = text;
    }

    @Override
    public @Nullable DegradedAnswer answer(UnservedRequest request) {
        return fits(text, request) ? DegradedAnswer.of(text) : null;
    }

    /** Who asked for JSON would stumble over prose. */
    static boolean fits(String text, UnservedRequest request) {
        FailoverChatOptions options = request.options();
        boolean wantsJson = options.getOutputSchema() != null
                || (options.getExtraBody().get("response_format") instanceof Map<?, ?> format
                        && !"text".equals(format.get("type")));
        return !wantsJson || text.stripLeading().startsWith("{") || text.stripLeading().startsWith("[");
    }

    /** Names the tier. */
    @Override
    public String toString() {
        return DegradedAnswerTier.class.getSimpleName() + "[" + name() + "]";
    }
}
