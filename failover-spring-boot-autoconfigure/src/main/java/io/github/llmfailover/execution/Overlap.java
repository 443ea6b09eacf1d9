package io.github.llmfailover.execution;

import java.util.Arrays;

/**
 * The positions in the delivered text from which a continuation, as far as it has come, may be repeating it. Each character
 * costs as much as there are positions left, {@value #REACH} at most.
 */
final class Overlap {
    /** How far back in the delivered text a model may begin, in characters, unless it begins with the whole. */
    static final int REACH = 4_096;

    private final DeliveredText delivered;
    private final boolean wholeOnly;
    private int[] starts = {};
    private int count;
    private int matched;
    private boolean afterSpace;
    private int read;
    private int start = -1;
    private int end = -1;

    private Overlap(DeliveredText delivered, boolean wholeOnly) {
        this.delivered = delivered;
        this.wholeOnly = wholeOnly;
    }

    /** A model that may begin anywhere in the delivered text, with a capital if it likes. */
    static Overlap anywhere(DeliveredText delivered) {
        return new Overlap(delivered, false);
    }

    /** A model whose words are the whole delivered text, to the letter. */
    static Overlap whole(DeliveredText delivered) {
        return new Overlap(delivered, true);
    }

    /** Reads on; stops where the delivered text has been repeated to its end. */
    void read(CharSequence held, boolean ended) {
        while (read < held.length() && !isFound()) {
            char c = held.charAt(read);
            if (!Words.isSpace(c)) {
                match(c, read + 1);
                afterSpace = false;
            } else if (matched > 0 && !afterSpace) {
                match(' ', read);
                afterSpace = true;
            }
            read++;
        }
        if (ended && !isFound() && !afterSpace) {
            findWithoutLastSpace();
        }
    }

    /** Whether the continuation has repeated the delivered text to its end, from a position that can be believed. */
    boolean isFound() {
        return start >= 0;
    }

    /** Whether what follows may still repeat the delivered text to its end. */
    boolean isPossible() {
        return !isFound() && (matched == 0 || count > 0);
    }

    /** The position in the folded delivered text from which it has been repeated. */
    int start() {
        return start;
    }

    /** The offset in the continuation at which the repetition ends; the white space that was delivered last begins there. */
    int end() {
        return end;
    }

    /** How many characters agree with the delivered text from one of the positions left. */
    int matched() {
        return matched;
    }

    private void match(char c, int offset) {
        if (matched == 0) {
            begin(c);
        }
        String text = delivered.folded();
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int next = starts[i] + matched;
            if (matched > 0 && text.charAt(next) != c) {
                continue;
            }
            if (next + 1 < text.length()) {
                starts[kept++] = starts[i];
            } else if (!isFound() && delivered.isRepeatable(starts[i])) {
                start = starts[i];
                end = offset;
            }
        }
        count = kept;
        matched++;
    }

    private void begin(char c) {
        String text = delivered.folded();
        int[] found = new int[Math.min(text.length(), REACH + 1)];
        if (isLike(text.charAt(0), c)) {
            found[count++] = 0;
        }
        for (int at = Math.max(1, text.length() - REACH); at < text.length() && !wholeOnly; at++) {
            if (isLike(text.charAt(at), c) && delivered.isRepeatable(at)) {
                found[count++] = at;
            }
        }
        starts = Arrays.copyOf(found, count);
    }

    private boolean isLike(char delivered, char c) {
        return delivered == c || (!wholeOnly && Words.isSameLetter(delivered, c));
    }

    private void findWithoutLastSpace() {
        String text = delivered.folded();
        for (int i = 0; i < count && !isFound(); i++) {
            if (starts[i] + matched == text.length() - 1 && text.endsWith(" ")) {
                start = starts[i];
                end = read;
            }
        }
    }
}
