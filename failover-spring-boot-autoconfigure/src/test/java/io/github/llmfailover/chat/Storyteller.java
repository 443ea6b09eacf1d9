package io.github.llmfailover.chat;

import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.RecordedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Models that tell one story, from the beginning or from where another one stopped, each with a manner of its own. */
public final class Storyteller {

    public static final String[] STORY = {
        "The ", "light", "house ", "keeper ", "counted ", "seven ", "ships ", "before ", "dawn", ". ",
        "At ", "half ", "past ", "four ", "the ", "**fog** ", "rolled ", "in, ", "and ", "he ",
        "lit ", "the ", "42", "nd ", "lamp ", "of ", "the ", "winter", ".",
    };

    public static final String WHOLE = String.join("", STORY);

    /** How a model goes on when it is told in words. */
    public enum Manner {
        /** Repeats the last words that it was given, and goes on. */
        AS_TOLD,
        REPEATS_MORE,
        CAPITAL,
        LEADING_SPACE,
        REMARK,
        STARTS_OVER,
        OTHER_STORY
    }

    public static final String OTHER = "Nobody had ever told the keeper that the sea was out of oil.";

    private Storyteller() {}

    /** Answers a fresh question with the story, and a continuation in the given manner. */
    public static Function<RecordedRequest, Answer> teller(Manner manner) {
        return request -> {
            List<RecordedRequest.Message> messages = request.messages();
            RecordedRequest.Message last = messages.get(messages.size() - 1);
            if (last.role().equals("assistant")) {
                return tokens(afterPrefill(last.text()));
            }
            int lines = last.text().indexOf("---");
            return lines < 0 ? Answer.tokens(STORY) : tokens(goOn(anchor(last.text(), lines), manner));
        };
    }

    private static String afterPrefill(String prefill) {
        if (!WHOLE.startsWith(prefill)) {
            throw new AssertionError("Not a beginning of the story: " + prefill);
        }
        return WHOLE.substring(prefill.length());
    }

    private static String anchor(String instruction, int lines) {
        return instruction.substring(lines + 4, instruction.lastIndexOf("\n---"));
    }

    private static String goOn(String anchor, Manner manner) {
        int from = WHOLE.indexOf(anchor);
        if (from < 0) {
            throw new AssertionError("Not in the story: " + anchor);
        }
        return switch (manner) {
            case AS_TOLD -> WHOLE.substring(from);
            case REPEATS_MORE -> WHOLE.substring(Math.max(0, WHOLE.lastIndexOf(' ', Math.max(0, from - 8)) + 1));
            case CAPITAL ->
                WHOLE.substring(from, from + 1).toUpperCase(java.util.Locale.ROOT) + WHOLE.substring(from + 1);
            case LEADING_SPACE -> " " + WHOLE.substring(from);
            case REMARK -> "Sure, continuing:\n\n" + WHOLE.substring(from);
            case STARTS_OVER -> WHOLE;
            case OTHER_STORY -> OTHER;
        };
    }

    private static Answer tokens(String text) {
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < text.length(); i += 5) {
            tokens.add(text.substring(i, Math.min(text.length(), i + 5)));
        }
        return Answer.tokens(tokens.toArray(String[]::new));
    }
}
