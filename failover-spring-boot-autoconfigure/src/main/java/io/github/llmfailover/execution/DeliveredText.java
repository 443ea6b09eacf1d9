package io.github.llmfailover.execution;

import static io.github.llmfailover.execution.Words.isSpace;
import static io.github.llmfailover.execution.Words.isWordStart;

/**
 * The text that a continuation is matched against. Matching knows only whether there is white space, not which: the text is
 * folded, each run of white space into one blank, none at the beginning; positions are those of the folded text.
 */
final class DeliveredText {
    /** Fewer characters than this may be alike by chance. */
    static final int TELLING = 24;

    private static final int FEW = 4;
    private static final int ANCHOR_MIN = 40;
    private static final int ANCHOR_MAX = 80;

    private final String raw;
    private final String folded;
    private final int words;
    private final int anchor;
    private final int prefill;

    DeliveredText(String raw) {
        this.raw = raw;
        this.folded = Words.fold(raw);
        this.words = folded.endsWith(" ") ? folded.length() - 1 : folded.length();
        this.anchor = anchorStart();
        this.prefill = Words.withoutTrailingSpace(raw);
    }

    boolean isBlank() {
        return words == 0;
    }

    /** Whether it is too short to be told from another text by a part of it. */
    boolean isShort() {
        return words < TELLING;
    }

    String raw() {
        return raw;
    }

    /** The folded text: ends with a blank if white space was delivered last. */
    String folded() {
        return folded;
    }

    int anchorPosition() {
        return anchor;
    }

    /** The length from this position to the end, white space at the end aside. */
    int lengthFrom(int position) {
        return words - position;
    }

    String anchor() {
        int end = Words.endsInHalfPair(raw) ? raw.length() - 1 : raw.length();
        return raw.substring(anchor == 0 ? 0 : Words.unfold(raw, anchor), end);
    }

    String prefill() {
        return raw.substring(0, prefill);
    }

    /** Whether a model may be believed to repeat the text from here to its end, rather than to write alike words. */
    boolean isRepeatable(int position) {
        int length = lengthFrom(position);
        return position == 0 || length >= lengthFrom(anchor) || (length >= TELLING && isWordStart(folded, position));
    }

    /**
     * Whether the text from here to its end can be told from all else in it: it occurs nowhere before, a first letter in the
     * other case included, and does not repeat itself.
     */
    boolean isDistinctive(int position) {
        String end = folded.substring(position, words);
        return (position == 0 || folded.indexOf(end.substring(1)) == position + 1)
                && Words.border(end) < longestBorder(position);
    }

    /**
     * Where the text from here begins as it ends, a model that began with that end and then says the same once more is taken
     * for one that began here. Hardly so where a model is likely to begin.
     */
    private int longestBorder(int position) {
        int half = (lengthFrom(position) + 1) / 2;
        return position == 0 || position == anchor ? half : Math.min(half, TELLING / 2);
    }

    /** Whether this begins with the last words of the text, be they too few to be believed. */
    boolean isEndRepeatedBy(CharSequence said) {
        String start = Words.fold(said.toString());
        for (int at = Math.max(0, words - start.length()); at <= words - FEW; at++) {
            if (isWordStart(folded, at)
                    && Words.isSameLetter(folded.charAt(at), start.charAt(0))
                    && folded.regionMatches(at + 1, start, 1, words - at - 1)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Where a continuation goes on that has repeated the text up to {@code offset}: white space that the delivered text ends
     * with is taken off, or all there is if it is other white space.
     */
    int afterEnd(CharSequence held, int offset, boolean ended) {
        return afterSpace(held, offset, raw.substring(Words.withoutSpace(raw)), ended);
    }

    /** Where a continuation of {@link #prefill()} goes on from the text delivered. */
    int afterPrefill(CharSequence held, boolean ended) {
        String unsent = raw.substring(prefill);
        boolean half = Words.endsInHalfPair(raw);
        String space = half ? unsent.substring(0, unsent.length() - 1) : unsent;
        int offset = 0;
        if (!space.isEmpty() && held.length() > 0) {
            // The model saw no white space and wrote none: it went on inside the word.
            offset = isSpace(held.charAt(0)) ? afterSpace(held, 0, space, ended) : Joint.REFUSE;
        }
        if (!half || offset < 0) {
            return offset;
        }
        if (offset == held.length()) {
            return ended ? Joint.REFUSE : Joint.WAIT;
        }
        return held.charAt(offset) == raw.charAt(raw.length() - 1) ? offset + 1 : Joint.REFUSE;
    }

    private static int afterSpace(CharSequence held, int offset, String space, boolean ended) {
        int end = offset;
        while (end < held.length() && isSpace(held.charAt(end))) {
            end++;
        }
        if (end - offset >= space.length() && space.contentEquals(held.subSequence(offset, offset + space.length()))) {
            return offset + space.length();
        }
        return end < held.length() || ended ? end : Joint.WAIT;
    }

    private int anchorStart() {
        int start = 0;
        if (words <= ANCHOR_MIN) {
            return start;
        }
        for (int at = words - ANCHOR_MIN; at >= Math.max(0, words - ANCHOR_MAX); at--) {
            if (isWordStart(folded, at)) {
                start = at;
                if (folded.indexOf(folded.substring(at, words)) == at) {
                    return at;
                }
            }
        }
        int longest = words - ANCHOR_MAX;
        if (start > 0 || longest <= 0) {
            return start;
        }
        return Words.splitsPair(folded, longest) ? longest - 1 : longest;
    }
}
