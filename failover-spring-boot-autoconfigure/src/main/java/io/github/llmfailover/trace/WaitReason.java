package io.github.llmfailover.trace;

/** Why a call waits. */
public enum WaitReason {
    /** Before the same provider is asked again. */
    RETRY,
    /** For the first choice, which rests shortly. */
    PREFERRED,
    /** For the soonest to take requests again, since nobody does now. */
    UNAVAILABLE
}
