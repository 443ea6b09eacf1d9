package io.github.llmfailover.execution;

/**
 * What a model was asked to write joins if it begins by repeating the end of what was delivered, after a remark perhaps.
 * Without that nothing shows that it goes on from there.
 */
final class InstructedJoint implements Joint {
    private final DeliveredText delivered;
    private final Overlap overlap;
    private final Remark remark;
    private final Repetition repetition;
    private int start = -1;

    InstructedJoint(DeliveredText delivered) {
        this.delivered = delivered;
        this.overlap = Overlap.anywhere(delivered);
        this.remark = new Remark(delivered);
        this.repetition = new Repetition(delivered);
    }

    @Override
    public int next(StringBuilder held, boolean ended) {
        overlap.read(held, ended);
        if (overlap.isFound()) {
            return afterRepetition(held, ended);
        }
        if (overlap.isPossible() && !ended) {
            return WAIT;
        }
        return delivered.isShort() ? REFUSE : remark.next(held, ended);
    }

    private int afterRepetition(StringBuilder held, boolean ended) {
        if (start < 0 && !delivered.isDistinctive(overlap.start())) {
            return REFUSE;
        }
        start = overlap.start();
        int from = delivered.afterEnd(held, overlap.end(), ended);
        if (from < 0) {
            return from;
        }
        // "Sure" may begin the answer, or the remark before it.
        return delivered.isShort()
                ? remark.unlessRepeated(from, held, ended)
                : repetition.unlessEchoed(from, start, held, ended);
    }
}
