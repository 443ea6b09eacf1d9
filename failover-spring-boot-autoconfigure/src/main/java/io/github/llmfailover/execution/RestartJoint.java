package io.github.llmfailover.execution;

/** A fresh answer joins if it begins with all that was delivered: the same model has found the same words again. */
final class RestartJoint implements Joint {
    private final DeliveredText delivered;
    private final Overlap overlap;

    RestartJoint(DeliveredText delivered) {
        this.delivered = delivered;
        this.overlap = Overlap.whole(delivered);
    }

    @Override
    public int next(StringBuilder held, boolean ended) {
        overlap.read(held, ended);
        if (overlap.isFound()) {
            return delivered.afterEnd(held, overlap.end(), ended);
        }
        return overlap.isPossible() && !ended ? WAIT : REFUSE;
    }
}
