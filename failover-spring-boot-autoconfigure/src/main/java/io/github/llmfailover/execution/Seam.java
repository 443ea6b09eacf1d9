package io.github.llmfailover.execution;

/**
 * Joins the text that one provider delivered before its stream broke with the text by which another carries on. A
 * continuation is held back until it is certain where its new text begins; where that cannot be told, it is refused, and
 * nothing of it is delivered. What was delivered is never changed. Not safe for use by several threads at once.
 */
final class Seam {

    /** How the continuation is asked for. */
    enum Kind {
        /** The provider's own interface continues {@link Seam#prefillOf}, sent as the beginning of its answer. */
        PREFILL,
        /** The model was asked to begin by repeating {@link Seam#anchorOf} and to go on from there. */
        INSTRUCTED,
        /** The model answers afresh, not knowing what was delivered. */
        RESTART
    }

    private static final int MORE_THAN_DELIVERED = 4_096 + Remark.REACH;

    private final Kind kind;
    private final Joint joint;
    private final int mostHeld;
    private final StringBuilder held = new StringBuilder();
    private boolean joined;
    private boolean refused;

    private Seam(Kind kind, String delivered) {
        this.kind = kind;
        this.joint = Joint.of(kind, new DeliveredText(delivered));
        this.mostHeld = delivered.length() + MORE_THAN_DELIVERED;
    }

    static Seam of(Kind kind, String delivered) {
        return new Seam(kind, delivered);
    }

    /**
     * The last words of what was delivered, for a model to repeat: 40 to 80 characters (a run of white space counted as one)
     * from the beginning of a word, and as many of them as make these words unlike any before, if 80 suffice. The whole text
     * if it is shorter. Half a surrogate pair at the end is left out, since no request could carry it.
     */
    static String anchorOf(String delivered) {
        return new DeliveredText(delivered).anchor();
    }

    /**
     * What a provider that accepts prefill is to be sent: the text delivered, without white space or half a surrogate pair at
     * its end, which providers refuse or cannot receive. A {@link Kind#PREFILL} seam expects the continuation of this text.
     */
    static String prefillOf(String delivered) {
        return new DeliveredText(delivered).prefill();
    }

    /** Takes the next piece of the continuation and returns what may be delivered now, "" while undecided. */
    String accept(String piece) {
        if (joined) {
            return piece;
        }
        for (int i = 0; i < piece.length() && !refused; i++) {
            held.append(piece.charAt(i));
            settle(held.length() > mostHeld ? Joint.REFUSE : joint.next(held, false));
            if (joined) {
                return takeAll() + piece.substring(i + 1);
            }
            if (refused) {
                return keep(piece.substring(i + 1));
            }
        }
        return refused ? keep(piece) : "";
    }

    /** The continuation has ended. Returns what was held back and may be delivered. */
    String finish() {
        if (!isDecided()) {
            settle(joint.next(held, true));
            return joined ? takeAll() : keep("");
        }
        return "";
    }

    /** Whether the continuation does not join: nothing of it was or will be delivered. */
    boolean isRefused() {
        return refused;
    }

    boolean isDecided() {
        return joined || refused;
    }

    /** The characters held back. */
    int held() {
        return held.length();
    }

    /**
     * Takes what a refused {@link Kind#RESTART} held back: all of the fresh answer that has been accepted and not been taken,
     * to be delivered after a mark. "" for a continuation, which is of no use without what it continues.
     */
    String takeHeld() {
        return refused ? takeAll() : "";
    }

    private void settle(int offset) {
        if (offset >= 0) {
            joined = true;
            held.delete(0, offset);
        } else if (offset == Joint.REFUSE) {
            refused = true;
        }
    }

    private String keep(String rest) {
        if (kind == Kind.RESTART) {
            held.append(rest);
        } else {
            held.setLength(0);
        }
        return "";
    }

    private String takeAll() {
        String all = held.toString();
        held.setLength(0);
        held.trimToSize();
        return all;
    }
}
