package io.github.llmfailover.plan;

import io.github.llmfailover.OnInterruption;
import java.time.Duration;

/**
 * What bounds every call.
 *
 * @param deadline of the whole call; of a stream, until its first token, and again until the first token of each provider
 *     that goes on with a stream that broke
 * @param maxAttempts of one call, over all providers
 * @param whenUnavailable what to do when no provider takes requests
 * @param onInterruption what to do when a stream breaks after its caller has received something of it
 * @param maxResumes how many times one stream may be carried on by another provider
 * @param callsAreStreamed whether blocking calls are served by a stream inside
 * @param hedging when a second provider is asked beside one that is slow
 * @param preferFasterBelow with less time left than this, whoever is usually the fastest is asked; zero for never
 */
public record PlanSettings(
        Duration deadline,
        int maxAttempts,
        WhenUnavailable whenUnavailable,
        OnInterruption onInterruption,
        int maxResumes,
        boolean callsAreStreamed,
        HedgeSettings hedging,
        Duration preferFasterBelow) {

    /** The defaults: 120 s, six attempts, wait, resume twice, calls made as calls, no hedging. */
    public static final PlanSettings DEFAULTS = new PlanSettings(
            Duration.ofSeconds(120), 6, WhenUnavailable.WAIT, OnInterruption.RESUME, 2, false, HedgeSettings.DEFAULTS);

    /** Rejects what could never serve a call. */
    public PlanSettings {
        if (deadline.isZero() || deadline.isNegative()) {
            throw new IllegalArgumentException("deadline must be positive, but is " + deadline);
        }
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("max-attempts must be at least 1, but is " + maxAttempts);
        }
        if (maxResumes < 0) {
            throw new IllegalArgumentException("streaming.max-resumes must not be negative, but is " + maxResumes);
        }
    }

    /** Settings by which the order of providers does not depend on how much time is left. */
    public PlanSettings(
            Duration deadline,
            int maxAttempts,
            WhenUnavailable whenUnavailable,
            OnInterruption onInterruption,
            int maxResumes,
            boolean callsAreStreamed,
            HedgeSettings hedging) {
        this(
                deadline,
                maxAttempts,
                whenUnavailable,
                onInterruption,
                maxResumes,
                callsAreStreamed,
                hedging,
                Duration.ZERO);
    }

    /** Settings without hedging. */
    public PlanSettings(
            Duration deadline,
            int maxAttempts,
            WhenUnavailable whenUnavailable,
            OnInterruption onInterruption,
            int maxResumes,
            boolean callsAreStreamed) {
        this(
                deadline,
                maxAttempts,
                whenUnavailable,
                onInterruption,
                maxResumes,
                callsAreStreamed,
                HedgeSettings.DEFAULTS);
    }

    /** Settings with the default treatment of streams. */
    public PlanSettings(Duration deadline, int maxAttempts, WhenUnavailable whenUnavailable) {
        this(
                deadline,
                maxAttempts,
                whenUnavailable,
                DEFAULTS.onInterruption,
                DEFAULTS.maxResumes,
                DEFAULTS.callsAreStreamed);
    }
}
