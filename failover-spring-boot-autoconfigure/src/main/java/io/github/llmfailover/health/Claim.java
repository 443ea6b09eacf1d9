package io.github.llmfailover.health;

/**
 * On what grounds a request is to be given to a provider. Whatever they are, its breaker, its rests and its maximum
 * concurrency hold.
 */
public enum Claim {
    /**
     * There may be another who can serve: a provider that has just recovered takes only a part of these
     * ({@code circuit-breaker.ramp-up}), and one that is to be tested leaves the test to the background probes where
     * these are switched on.
     */
    FAIR,
    /** Nobody else can serve, or this very call is being served there already. */
    NEEDED,
    /** It is the background probe's own request. */
    PROBE
}
