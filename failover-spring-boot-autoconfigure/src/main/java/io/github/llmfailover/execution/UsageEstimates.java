package io.github.llmfailover.execution;

import io.github.llmfailover.TokenUsage;
import io.github.llmfailover.provider.PromptTokens;
import io.github.llmfailover.time.TimeSource;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Counts what a provider has not reported, which is the usage of every answer that did not come to its end: the prompt
 * that was sent, and the answer as far as it had arrived. An answer that was reported is not looked at.
 *
 * <p>Cost: at most {@value #MOST_CHARS} characters of each are given to the tokenizer, which takes less than a millisecond
 * even where an event loop has to do it; what is longer is taken to go on as it began.
 */
public final class UsageEstimates {

    /** For whoever wants to know only what was reported. */
    public static final UsageEstimates NONE = new UsageEstimates(null, null);

    static final int MOST_CHARS = 1 << 14;

    private static final double USUAL_CHARS_OF_TOKEN = 4;

    private static final Log logger = LogFactory.getLog(UsageEstimates.class);

    private final @Nullable ToIntFunction<String> tokenizer;

    private final @Nullable OnceAMinute warnings;

    private UsageEstimates(@Nullable ToIntFunction<String> tokenizer, @Nullable OnceAMinute warnings) {
        this.tokenizer = tokenizer;
        this.warnings = warnings;
    }

    /**
     * Creates estimates.
     *
     * @param tokenizer counts the tokens of a text
     * @param time the time source
     */
    public static UsageEstimates with(ToIntFunction<String> tokenizer, TimeSource time) {
        return new UsageEstimates(tokenizer, new OnceAMinute(time));
    }

    /** What has arrived of an answer. */
    interface Arrived {

        /** Whether the answer came to its end, so that what is reported is all of it. */
        boolean whole();

        /** Returns its text, with the calls of tools. */
        String text();

        /** Returns how long the model's reasoning was. */
        long reasoningChars();
    }

    /**
     * Returns what a request took.
     *
     * @param reported what the provider reported
     * @param sent what was sent
     * @param arrived what came of it; not asked for its text where all was reported
     */
    TokenUsage complete(TokenUsage reported, @Nullable Prompt sent, Arrived arrived) {
        boolean inputMissing = reported.input() == 0;
        boolean outputMissing = reported.output() == 0 || !arrived.whole();
        ToIntFunction<String> counter = tokenizer;
        if (counter == null || !(inputMissing || outputMissing)) {
            return reported;
        }
        try {
            long input = inputMissing && sent != null ? PromptTokens.sum(sent, new Bounded(counter)) : reported.input();
            long output = outputMissing ? output(counter, arrived) : 0;
            return new TokenUsage(
                    input,
                    reported.cachedInput(),
                    reported.cacheWrite(),
                    Math.max(output, reported.output()),
                    inputMissing && input > 0,
                    output > reported.output());
        } catch (RuntimeException e) {
            OnceAMinute due = warnings;
            if (due != null && due.isDue()) {
                logger.warn("The tokens of an answer whose usage was not reported could not be counted", e);
            }
            return reported;
        }
    }

    private static long output(ToIntFunction<String> counter, Arrived arrived) {
        String text = arrived.text();
        long tokens = text.isEmpty() ? 0 : new Bounded(counter).applyAsLong(text);
        return tokens + Math.round(arrived.reasoningChars() / USUAL_CHARS_OF_TOKEN);
    }

    /** Counts texts until there have been many characters, and goes by what it has seen from there on. */
    private static final class Bounded implements ToLongFunction<String> {

        private final ToIntFunction<String> counter;

        private long chars;

        private long tokens;

        Bounded(ToIntFunction<String> counter) {
            this.counter = counter;
        }

        @Override
        public long applyAsLong(String text) {
            int exact = (int) Math.min(text.length(), MOST_CHARS - chars);
            long counted =
                    exact == 0 ? 0 : counter.applyAsInt(exact == text.length() ? text : text.substring(0, exact));
            chars += exact;
            tokens += counted;
            return counted + Math.round((text.length() - exact) * ((double) tokens / chars));
        }
    }
}
