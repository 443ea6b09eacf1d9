package io.github.llmfailover.degradation;

import io.github.llmfailover.DegradedAnswer;
import io.github.llmfailover.UnservedRequest;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Texts for questions that can be told by their words. The first rule that matches answers. */
public final class RuleAnswers extends BuiltInTier {

    /**
     * A rule.
     *
     * @param pattern what has to be found in what the user said last
     * @param text what is answered
     */
    public record Rule(Pattern pattern, String text) {}

    private final List<Rule> rules;

    /**
     * Creates the tier.
     *
     * @param rules the rules, in order
     * @param settings its quality and time limit
     */
    public RuleAnswers(List<Rule> rules, TierSettings settings) {
        super("rules", RULES_ORDER, settings);
        this.rules = List.copyOf(rules);
    }

    @Override
    public @Nullable DegradedAnswer answer(UnservedRequest request) {
        CharSequence question = new Interruptible(request.question());
        for (Rule rule : rules) {
            if (FixedText.fits(rule.text(), request)
                    && rule.pattern().matcher(question).find()) {
                return DegradedAnswer.of(rule.text());
            }
        }
        return null;
    }

    /** Text whose matching ends when its thread is interrupted: some patterns take years over some texts. */
    private record Interruptible(CharSequence text) implements CharSequence {

        @Override
        public char charAt(int index) {
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("A pattern took too long over a question");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Interruptible(text.subSequence(start, end));
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
