package io.github.llmfailover.execution;

/**
 * What continues a prefill joins as it is, unless the model has ignored the prefill and repeats what was delivered. A short
 * repetition may be meant; whether it is cannot be told.
 */
final class PrefillJoint implements Joint {
    private final DeliveredText delivered;
    private final Overlap overlap;
    private int start = -1;

    PrefillJoint(DeliveredText delivered) {
        this.delivered = delivered;
        this.overlap = Overlap.anywhere(delivered);
    }

    @Override
    public int next(StringBuilder held, boolean ended) {
        overlap.read(held, ended);
        if (overlap.isFound()) {
            if (start < 0 && !isReplay(overlap.start())) {
                return REFUSE;
            }
            start = overlap.start();
            return delivered.afterEnd(held, overlap.end(), ended);
        }
        if (overlap.isPossible() && !ended) {
            return WAIT;
        }
        boolean endsInRepetition = overlap.isPossible() && overlap.matched() >= DeliveredText.TELLING;
        return endsInRepetition ? REFUSE : delivered.afterPrefill(held, ended);
    }

    private boolean isReplay(int start) {
        return !delivered.isShort()
                && delivered.lengthFrom(start) >= delivered.lengthFrom(delivered.anchorPosition())
                && delivered.isDistinctive(start);
    }
}
