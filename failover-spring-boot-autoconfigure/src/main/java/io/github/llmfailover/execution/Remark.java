package io.github.llmfailover.execution;

/**
 * What a model says before it carries on: "Sure, continuing:", three dots, a code fence, a quotation mark. It is dropped if
 * the anchor follows it once and nothing else of the kind does.
 */
final class Remark {
    /** How long a remark may be, in characters. */
    static final int REACH = 240;

    private final DeliveredText delivered;
    private final Repetition repetition;
    private final Opening opening;
    private final boolean anchored;
    private int from = -1;
    private String closing = "";

    Remark(DeliveredText delivered) {
        this.delivered = delivered;
        this.repetition = new Repetition(delivered);
        this.opening = new Opening(delivered.raw());
        this.anchored = !delivered.isShort() && delivered.isDistinctive(delivered.anchorPosition());
    }

    /** As {@link Joint#next}, for a continuation that does not begin by repeating what was delivered. */
    int next(StringBuilder held, boolean ended) {
        if (!anchored) {
            return Joint.REFUSE;
        }
        if (!closing.isEmpty()) {
            return opening.withoutClosing(closing, held, from, ended);
        }
        int position = delivered.anchorPosition();
        int anchor = repetition.find(held, 0, REACH, position, ended);
        if (anchor < 0) {
            return ended || (anchor == Repetition.ABSENT && held.length() > REACH) ? Joint.REFUSE : Joint.WAIT;
        }
        from = delivered.afterEnd(held, repetition.match(held, anchor, position, ended), ended);
        return from < 0 ? Joint.WAIT : judge(held, anchor, ended);
    }

    /** Where a continuation goes on that begins with a short text, unless that text comes again: then either may be it. */
    int unlessRepeated(int offset, StringBuilder held, boolean ended) {
        int again = repetition.find(held, offset, REACH, 0, ended);
        if (again >= 0) {
            return Joint.REFUSE;
        }
        return ended || (again == Repetition.ABSENT && held.length() > REACH) ? offset : Joint.WAIT;
    }

    private int judge(StringBuilder held, int anchor, boolean ended) {
        Opening.Manner manner = opening.mannerOf(held.substring(0, anchor));
        if (manner == Opening.Manner.NONE) {
            manner = opening.mannerOf(held.substring(0, repetitionStart(held, anchor)));
        }
        if (!manner.closing().isEmpty()) {
            closing = manner.closing();
            return opening.withoutClosing(closing, held, from, ended);
        }
        if (manner == Opening.Manner.MARK) {
            return repetition.unlessEchoed(from, delivered.anchorPosition(), held, ended);
        }
        // The text may say the anchor again, and what comes before that is then no remark.
        return manner == Opening.Manner.NONE || delivered.isEndRepeatedBy(held.substring(0, anchor))
                ? Joint.REFUSE
                : onlyOnce(held, anchor, ended);
    }

    /** A remark may quote the anchor before it is repeated. */
    private int onlyOnce(StringBuilder held, int anchor, boolean ended) {
        int again = repetition.find(held, anchor + 1, from + REACH, delivered.anchorPosition(), ended);
        if (again >= 0) {
            return Joint.REFUSE;
        }
        return ended || (again == Repetition.ABSENT && held.length() > from + REACH) ? from : Joint.WAIT;
    }

    /** A model may repeat more than the anchor: where that begins. */
    private int repetitionStart(CharSequence held, int anchor) {
        String text = delivered.folded();
        int start = anchor;
        int position = delivered.anchorPosition();
        while (start > 0 && position > 0) {
            char c = held.charAt(start - 1);
            char d = text.charAt(position - 1);
            if (d == ' ' && Words.isSpace(c)) {
                while (start > 0 && Words.isSpace(held.charAt(start - 1))) {
                    start--;
                }
            } else if (c == d) {
                start--;
            } else {
                break;
            }
            position--;
        }
        return start;
    }
}
