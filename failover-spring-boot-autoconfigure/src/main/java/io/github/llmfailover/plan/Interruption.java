package io.github.llmfailover.plan;

import io.github.llmfailover.OnInterruption;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.routing.ChainMember;
import org.jspecify.annotations.Nullable;

/**
 * What follows when a stream breaks after its caller has received something of it: the ladder from prefill over an
 * instructed continuation and a restart to failing. What a target rejects is not tried again in the same call.
 */
final class Interruption {

    static final String PREFILL_CAPABILITY = "prefill";

    private final OnInterruption policy;

    private final Failure first;

    private Delivered delivered;

    private int resumes;

    private boolean prefillRejected;

    private boolean instructionRejected;

    Interruption(OnInterruption policy, Failure first, Delivered delivered) {
        this.policy = policy;
        this.first = first;
        this.delivered = delivered;
    }

    /** Returns the failure that broke the stream first; no later one hides it. */
    Failure first() {
        return first;
    }

    Delivered delivered() {
        return delivered;
    }

    void delivered(Delivered now) {
        delivered = now;
    }

    /** Whether the call may go on at all. */
    boolean mayGoOn(int maxResumes) {
        return policy != OnInterruption.FAIL && !delivered.binding() && resumes < maxResumes;
    }

    void resumed() {
        resumes++;
    }

    /** Returns the highest rung of the ladder that is left for a target. */
    Continuation continuationBy(ChainMember target) {
        if (policy == OnInterruption.RESUME && delivered.continuable()) {
            if (!prefillRejected && target.provider().settings().capabilities().contains(PREFILL_CAPABILITY)) {
                return Continuation.PREFILL;
            }
            if (!instructionRejected) {
                return Continuation.INSTRUCTED;
            }
        }
        return Continuation.RESTART;
    }

    /**
     * Notes that a target rejected a continuation, or that what it wrote does not join.
     *
     * @return whether there is a rung below for the same target
     */
    boolean rejected(@Nullable Continuation continuation) {
        if (continuation == Continuation.PREFILL) {
            prefillRejected = true;
            return true;
        }
        if (continuation == Continuation.INSTRUCTED) {
            instructionRejected = true;
            return true;
        }
        return false;
    }
}
