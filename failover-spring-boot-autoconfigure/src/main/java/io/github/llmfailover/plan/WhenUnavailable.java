package io.github.llmfailover.plan;

/** What a call does when no provider takes requests at the moment. */
public enum WhenUnavailable {
    /** Waits for the soonest to recover, inside the deadline. */
    WAIT,
    /** Asks the one that is expected back soonest all the same. */
    TRY_SOONEST,
    /** Fails at once. */
    FAIL
}
