package io.github.llmfailover.execution;

import io.github.llmfailover.ProviderState;

/**
 * What a prober does next about one provider.
 *
 * @param next what
 * @param waitNanos for how long, where it waits; else 0
 */
record ProbeDecision(Next next, long waitNanos) {

    enum Next {
        /** Nothing: the provider serves, or an operator has taken it out. */
        STOP,
        /** Look again later. */
        WAIT,
        /** Ask the provider. */
        ASK
    }

    private static final ProbeDecision STOP = new ProbeDecision(Next.STOP, 0);

    private static final ProbeDecision ASK = new ProbeDecision(Next.ASK, 0);

    /** Where something is over any moment now. */
    private static final long A_MOMENT = 10_000_000;

    /**
     * Decides.
     *
     * @param state the provider's
     * @param untilAvailable nanoseconds until it may be asked; {@link Long#MAX_VALUE} where nobody knows
     * @param untilDue nanoseconds until the next probe is due by the interval; not positive where it is
     */
    static ProbeDecision of(ProviderState state, long untilAvailable, long untilDue) {
        return switch (state) {
            case CLOSED, DRAINING, DISABLED, FORCED_OPEN -> STOP;
            case OPEN, HALF_OPEN, RESTING -> {
                if (untilAvailable == Long.MAX_VALUE) {
                    yield STOP;
                }
                long wait = Math.max(untilAvailable, untilDue);
                if (wait > 0) {
                    yield new ProbeDecision(Next.WAIT, Math.max(wait, A_MOMENT));
                }
                yield state == ProviderState.RESTING ? new ProbeDecision(Next.WAIT, A_MOMENT) : ASK;
            }
        };
    }
}
