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
     * @param model the model that the caller named and that will be passed on; {@code null} for what the provider serves
     *     by default
     * @param claim on what grounds
     * @return the permit, which must be ended; {@code null} where the provider takes no such request at the moment
     */
    @Nullable
    Permit tryAcquire(@Nullable String model, Claim claim);

    /**
     * Asks for the right to make one request although the provider takes none at the moment. The request's outcome is
     * counted in the statistics and never moves the breaker.
     *
     * @param model as for {@link #tryAcquire}
     * @return the permit, which must be ended; {@code null} where an operator has taken the provider out
     */
    @Nullable
    Permit acquireAnyway(@Nullable String model);

    /** Returns the state now: that of the provider and of the model that it serves by default. */
    ProviderState state();

    /**
     * Returns the state of one model at this provider, which is the provider's unless the model has a reason of its own.
     *
     * @param model as for {@link #tryAcquire}
     */
    ProviderState state(@Nullable String model);

    /**
     * Returns how long until this provider is expected to take {@link Claim#NEEDED} requests: 0 where it takes them now,
     * {@link Long#MAX_VALUE} where nobody knows (taken out by an operator).
     *
     * @param model as for {@link #tryAcquire}
     */
    long nanosUntilAvailable(@Nullable String model);

    /** Returns how long answered requests have taken to their first content. Cheap: looked up anew once a second. */
    UsualTime usualFirstToken();

    /** Returns how long requests have taken to be answered whole. Cheap: looked up anew once a second. */
    UsualTime usualLatency();

    /** Returns how many requests have not ended. */
    default int inFlight() {
        return snapshot().inFlight();
    }

    /** Returns what is known of this provider at one moment. */
    HealthSnapshot snapshot();

    /**
     * Asks for the right to make one request of a drill, in whatever state the provider is. It counts among the requests
     * under way, and nowhere else if it is {@link Permit#released() released}.
     *
     * @return the permit, which must be released; {@code null} where the maximum concurrency would leave callers no room
     */
    @Nullable
    Permit acquireForDrill();

    /** Returns on whose wish the provider is out; {@code null} where no operator holds it. */
    @Nullable
    OperatorHold operatorHold();

    /**
     * Gives the provider no new requests for a while, in place of any hold before. What was permitted before does not move
     * the provider's state any more. {@link OperatorActions} is what operators should use.
     */
    void hold(OperatorHold hold);

    /** Ends a hold, and a breaker that was forced open becomes half-open. What was permitted before moves no state. */
    void enable();

    /**
     * Ends a hold, and forgets what breakers and rests of the provider and its models know, so that it is closed. What was
     * permitted before moves no state. Statistics stay.
     */
    void reset();

    /**
     * Whether it can serve, which is not the same as taking a call at this very moment: a provider at its maximum
     * concurrency serves, one that is being probed may, and one whose breaker's time is over must count as able, since an
     * instance that reports itself down gets no call that could probe it.
     */
    default boolean canServe() {
        return switch (state()) {
            case CLOSED, HALF_OPEN -> true;
            case OPEN -> nanosUntilAvailable(null) == 0;
            case RESTING, DRAINING, DISABLED, FORCED_OPEN -> false;
        };
    }
}
