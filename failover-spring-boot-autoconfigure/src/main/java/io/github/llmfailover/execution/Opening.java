package io.github.llmfailover.execution;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a continuation leads in to what it repeats. A code fence or a quotation mark that the delivered text has not opened
 * encloses the continuation and does not belong to the text; nor does the one that closes it, which comes last, so that such
 * a continuation is held back to its end.
 */
final class Opening {
    /**
     * How a lead-in is judged.
     *
     * @param closing what must end the continuation; "" if nothing
     */
    record Manner(Kind kind, String closing) {
        /** Not to be told from text. */
        static final Manner NONE = new Manner(Kind.NONE, "");
        /** Only marks, without a word. */
        static final Manner MARK = new Manner(Kind.MARK, "");
        /** Words, set off from what follows. */
        static final Manner WORDS = new Manner(Kind.WORDS, "");

        private enum Kind {
            NONE,
            MARK,
            WORDS,
            ENCLOSING
        }

        static Manner enclosing(String closing) {
            return new Manner(Kind.ENCLOSING, closing);
        }
    }

    private static final Pattern FENCE_AT_END = Pattern.compile("(?:^|\\n)[ \\t]*(```|~~~)([^\\n`]*)\\n\\s*$");
    private static final Pattern FENCE = Pattern.compile("(?m)^[ \\t]*(?:```|~~~)([^\\n`]*)(\\n?)");
    private static final Pattern ELLIPSIS_AT_END = Pattern.compile("(?:\\.{3}|…)\\s*$");
    /**
     * One line that ends as a remark does: what has several, or ends otherwise, is more likely to be text, in which the words
     * that it repeats come again.
     */
    private static final Pattern SET_OFF = Pattern.compile(
            "^\\s*[^\\r\\n]*(?:[:!…：！—–][*_]*[^\\S\\r\\n]*|[.:!…。：！—–][*_]*[^\\S\\r\\n]*[\\r\\n]\\s*)$");

    private static final String QUOTES = "\"\"“”„“«»「」";

    /** The language of a fence that the delivered text ends in: like no other. */
    private static final String CUT_OFF = "\n";

    private static final int MOST_ENCLOSED = 4_096;

    private final String delivered;

    Opening(String delivered) {
        this.delivered = delivered;
    }

    Manner mannerOf(String said) {
        Matcher fence = FENCE_AT_END.matcher(said);
        if (fence.find()) {
            String open = openFence();
            if (open == null) {
                return Manner.enclosing(fence.group(1));
            }
            if (!open.equals(fence.group(2).strip())) {
                // It may enclose the continuation together with the end of the fence that is open.
                return Manner.NONE;
            }
            return said.substring(0, fence.start()).isBlank() ? Manner.MARK : Manner.WORDS;
        }
        String words = ELLIPSIS_AT_END.matcher(said).replaceFirst("").strip();
        if (words.isEmpty()) {
            return Manner.MARK;
        }
        int quote = QUOTES.indexOf(words.charAt(words.length() - 1));
        if (quote >= 0 && quote % 2 == 0) {
            String before = said.substring(0, said.lastIndexOf(words.charAt(words.length() - 1)));
            return enclosingQuote(before, QUOTES.charAt(quote), QUOTES.charAt(quote + 1));
        }
        return SET_OFF.matcher(said).find() ? Manner.WORDS : Manner.NONE;
    }

    /** The language of the fence that the delivered text has left open, "" if it says none; {@code null} if there is none. */
    private @Nullable String openFence() {
        String open = null;
        Matcher fence = FENCE.matcher(delivered);
        while (fence.find()) {
            String language =
                    fence.group(2).isEmpty() ? CUT_OFF : fence.group(1).strip();
            open = open == null ? language : null;
        }
        return open;
    }

    private Manner enclosingQuote(String before, char open, char close) {
        boolean openInDelivered =
                delivered.chars().filter(c -> c == open || c == close).count() % 2 == 1;
        boolean setOff = before.isBlank() || SET_OFF.matcher(before).find();
        return setOff && !openInDelivered ? Manner.enclosing(String.valueOf(close)) : Manner.NONE;
    }

    /** As {@link Joint#next}, for a continuation that must end with {@code closing}, which then is cut off. */
    int withoutClosing(String closing, StringBuilder held, int from, boolean ended) {
        int end = held.length();
        while (end > from && Words.isSpace(held.charAt(end - 1))) {
            end--;
        }
        int closed = held.indexOf(closing, from);
        boolean goesOn = closed >= 0 && closed + closing.length() != end;
        if (goesOn || held.length() > MOST_ENCLOSED) {
            return Joint.REFUSE;
        }
        if (!ended) {
            return Joint.WAIT;
        }
        boolean ownLine = closing.length() == 1 || (closed > 0 && held.charAt(closed - 1) == '\n');
        if (closed < 0 || !ownLine || (closing.length() > 1 && isOpenAfter(held.substring(from, closed)))) {
            return Joint.REFUSE;
        }
        held.setLength(closing.length() == 1 ? closed : Math.max(from, closed - 1));
        return from;
    }

    /** Whether the text leaves a fence open, which may have begun in what was delivered, with what follows it. */
    private boolean isOpenAfter(String text) {
        return FENCE.matcher(delivered + text).results().count() % 2 == 1;
    }
}
