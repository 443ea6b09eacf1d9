package io.github.llmfailover.degradation;

import io.github.llmfailover.DegradedAnswer;
import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.UnservedRequest;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The same text for everybody: the end of the ladder. Needs neither a thread nor time, so it is there whatever else hangs. */
public final class FixedText extends BuiltInTier {

    private final String text;

    /**
     * Creates the tier.
     *
     * @param text what it says
     * @param quality how good that is, from 0 to below 1
     */
    public FixedText(String text, double quality) {
        super("text", TEXT_ORDER, new TierSettings(quality, Duration.ofSeconds(1)));
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
        return !wantsJson
                || text.stripLeading().startsWith("{")
                || text.stripLeading().startsWith("[");
    }
}
