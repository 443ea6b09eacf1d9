package io.github.llmfailover.execution;

/** Where a continuation repeats the end of the delivered text, from a given position in it. */
final class Repetition {
    static final int ABSENT = -1;
    /** What there is agrees, and there is not enough of it yet. */
    static final int PARTIAL = -2;

    /** How many characters other than letters, digits and white space may stand between a repetition and its echo. */
    private static final int MOST_BETWEEN = 8;

    private final DeliveredText delivered;

    Repetition(DeliveredText delivered) {
        this.delivered = delivered;
    }

    /**
     * Where, at the beginning of a word between these offsets, the delivered text from this position to its end is first
     * repeated, or {@link #PARTIAL} or {@link #ABSENT}.
     */
    int find(CharSequence held, int from, int to, int position, boolean ended) {
        int result = ABSENT;
        for (int at = from; at < held.length() && at <= to; at++) {
            if (Words.isWordStart(held, at)) {
                int end = match(held, at, position, ended);
                if (end >= 0) {
                    return at;
                }
                result = end == PARTIAL ? PARTIAL : result;
            }
        }
        return result;
    }

    /** Where the delivered text from this position ends in what is held, or {@link #PARTIAL} or {@link #ABSENT}. */
    int match(CharSequence held, int offset, int position, boolean ended) {
        String text = delivered.folded();
        int at = offset;
        for (int i = position; i < text.length(); i++) {
            boolean last = i + 1 == text.length();
            char d = text.charAt(i);
            if (at == held.length()) {
                return ended && last && d == ' ' ? at : PARTIAL;
            }
            char c = held.charAt(at);
            if (d == ' ' && Words.isSpace(c)) {
                while (!last && at < held.length() && Words.isSpace(held.charAt(at))) {
                    at++;
                }
            } else if (c == d || (i == position && Words.isSameLetter(c, d))) {
                at++;
            } else {
                return ABSENT;
            }
        }
        return at;
    }

    /**
     * Where a continuation goes on that has repeated the text up to {@code offset}, unless it repeats it once more: a model
     * may quote what it was given and then begin with it, or the text may say it twice, and which cannot be told.
     */
    int unlessEchoed(int offset, int position, CharSequence held, boolean ended) {
        int between = 0;
        for (int at = offset; between <= MOST_BETWEEN; at++) {
            int end = match(held, at, position, false);
            if (end == PARTIAL) {
                return ended ? offset : Joint.WAIT;
            }
            if (end >= 0) {
                return Joint.REFUSE;
            }
            if (Character.isLetterOrDigit(held.charAt(at))) {
                break;
            }
            between += Words.isSpace(held.charAt(at)) ? 0 : 1;
        }
        return offset;
    }
}
