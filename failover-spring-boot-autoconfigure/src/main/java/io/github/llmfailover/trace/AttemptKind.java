package io.github.llmfailover.trace;

/** Why a request to a provider is made. */
public enum AttemptKind {
    /** It is the call's first. */
    FIRST,
    /** The same provider is asked again. */
    RETRY,
    /** Another provider is asked, since one failed. */
    FAILOVER,
    /** Another provider is asked beside one that is slow. */
    HEDGE,
    /** An answer that broke is carried on. */
    RESUME,
    /** An answer that broke is begun anew. */
    RESTART
}
