package io.github.llmfailover.health;

import io.github.llmfailover.ProviderState;
import org.jspecify.annotations.Nullable;

/** Whether one provider may be asked now. Safe for use from any thread; never blocks for long. */
public interface ProviderHealth {

    /** Returns the provider's name. */
    String name();

    /**
     * Asks for the right to make one request now.
     *
     * @return the permit, which must be ended; {@code null} where the provider takes no request at the moment
     */
    @Nullable
    Permit tryAcquire();

    /**
     * Asks for the right to make one request although the provider takes none at the moment. The request's outcome is
     * counted in the statistics and never moves the breaker.
     *
     * @return the permit, which must be ended; {@code null} where an operator has taken the provider out
     */
    @Nullable
    Permit acquireAnyway();

    /** Returns the state now. */
    ProviderState state();

    /**
     * Returns how long until this provider is expected to take requests: 0 where it takes them now,
     * {@link Long#MAX_VALUE} where nobody knows (taken out by an operator).
     */
    long nanosUntilAvailable();

    /** Returns how many requests have not ended. */
    default int inFlight() {
        return snapshot().inFlight();
    }

    /** Returns what is known of this provider at one moment. */
    HealthSnapshot snapshot();
}
