package io.github.llmfailover;

/** Whether a provider takes calls, and if not, why. */
public enum ProviderState {
    /** Healthy: its circuit breaker is closed. */
    CLOSED,
    /** Its circuit breaker is open after too many failures. */
    OPEN,
    /** Its circuit breaker lets a few calls through to see whether it has recovered. */
    HALF_OPEN,
    /** It asked to be left alone for a while (rate limit, exhausted quota, rejected credential). */
    RESTING,
    /** An operator lets its calls finish and gives it no new ones. */
    DRAINING,
    /** An operator took it out. */
    DISABLED,
    /** An operator forced its circuit breaker open. */
    FORCED_OPEN
}
