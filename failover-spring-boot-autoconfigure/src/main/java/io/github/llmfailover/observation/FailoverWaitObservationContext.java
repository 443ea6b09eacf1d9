package io.github.llmfailover.observation;

import io.github.llmfailover.trace.WaitReason;
import java.time.Duration;

/** What is known of a wait of a call while it is observed. */
public final class FailoverWaitObservationContext extends FailoverObservationContext {

    private final WaitReason reason;

    private final Duration planned;

    /**
     * Creates the context of a wait that begins.
     *
     * @param chain the name of the call's chain
     * @param reason why the call waits
     * @param planned how long it is going to
     */
    public FailoverWaitObservationContext(String chain, WaitReason reason, Duration planned) {
        super(chain);
        this.reason = reason;
        this.planned = planned;
    }

    /** Returns why the call waits. */
    public WaitReason getReason() {
        return reason;
    }

    /** Returns how long the call is going to wait, unless its caller leaves before. */
    public Duration getPlanned() {
        return planned;
    }
}
