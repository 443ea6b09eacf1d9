package io.github.llmfailover.execution;

/** Finds where, in a continuation that is still arriving, the text begins that has not been delivered yet. */
interface Joint {
    /** More of the continuation is needed. */
    int WAIT = -1;

    /** The continuation does not join, whatever follows. */
    int REFUSE = -2;

    /**
     * Judges the continuation after each single character, so that the size of the pieces in which it arrives cannot change
     * the outcome.
     *
     * @param held the whole continuation so far; a closing quote or fence that is no part of the text is cut off its end
     * @param ended whether nothing more follows
     * @return the offset in {@code held} from which it may be delivered, or {@link #WAIT} or {@link #REFUSE}; never
     *     {@code WAIT} once it has ended
     */
    int next(StringBuilder held, boolean ended);

    /** The joint by which a continuation of this kind is joined to this text. */
    static Joint of(Seam.Kind kind, DeliveredText delivered) {
        if (delivered.isBlank()) {
            return (held, ended) -> delivered.afterEnd(held, 0, ended);
        }
        return switch (kind) {
            case PREFILL -> new PrefillJoint(delivered);
            case INSTRUCTED -> new InstructedJoint(delivered);
            case RESTART -> new RestartJoint(delivered);
        };
    }
}
