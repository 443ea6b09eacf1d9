package io.github.llmfailover.observation;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.FailoverReport;
import org.jspecify.annotations.Nullable;

/** What is known of a call while it is observed. Neither its prompt nor its answer is. */
public final class FailoverCallObservationContext extends FailoverObservationContext {

    private final CallMode mode;

    private volatile @Nullable FailoverReport report;

    private volatile @Nullable CallOutcome outcome;

    /**
     * Creates the context of a call that begins.
     *
     * @param chain the name of its chain
     * @param mode how the caller asks
     */
    public FailoverCallObservationContext(String chain, CallMode mode) {
        super(chain);
        this.mode = mode;
    }

    /** Returns how the caller asks. */
    public CallMode getMode() {
        return mode;
    }

    /** Returns how the call was served, or what was tried; {@code null} while it is under way. */
    public @Nullable FailoverReport getReport() {
        return report;
    }

    /** Returns how the call ended, one of a fixed set as in the meter {@code llm.failover.calls}; {@code null} while under way. */
    public @Nullable String getOutcome() {
        CallOutcome known = outcome;
        return known == null ? null : known.name();
    }

    @Nullable
    CallOutcome outcome() {
        return outcome;
    }

    void ended(@Nullable FailoverReport how, CallOutcome as) {
        report = how;
        outcome = as;
    }
}
