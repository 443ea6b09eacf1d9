package io.github.llmfailover;

/** What follows when a stream breaks off after the caller has seen a part of it. */
public enum OnInterruption {
    /** Another provider carries on where the answer broke off, where that can be done without a visible seam. */
    RESUME,
    /** Another provider answers anew, after an explicit marker that what came before is void. */
    RESTART,
    /** The stream ends in {@link StreamInterruptedException}, which has the partial text. */
    FAIL
}
