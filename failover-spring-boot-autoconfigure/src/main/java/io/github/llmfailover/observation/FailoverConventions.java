package io.github.llmfailover.observation;

import org.jspecify.annotations.Nullable;

/**
 * The application's own conventions for our observations.
 *
 * @param call for calls; {@code null} for the registry's, or else the default
 * @param attempt for attempts; {@code null} for the registry's, or else the default
 * @param await for waits; {@code null} for the registry's, or else the default
 */
public record FailoverConventions(
        @Nullable FailoverCallObservationConvention call,
        @Nullable FailoverAttemptObservationConvention attempt,
        @Nullable FailoverWaitObservationConvention await) {

    /** None of the application's own. */
    public static final FailoverConventions DEFAULTS = new FailoverConventions(null, null, null);
}
