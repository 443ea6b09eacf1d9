package io.github.llmfailover.observation;

import io.micrometer.core.instrument.observation.MeterObservationHandler;
import io.micrometer.observation.Observation;

/**
 * Keeps the default handler of observations from making meters of ours: {@link MeterListener} keeps better ones of the same
 * events already. Spring Boot asks the first of its meter handlers that supports an observation, and no other.
 */
public final class FailoverMeterObservationHandler implements MeterObservationHandler<FailoverObservationContext> {

    /** Creates the handler. */
    public FailoverMeterObservationHandler() {}

    @Override
    public boolean supportsContext(Observation.Context context) {
        return context instanceof FailoverObservationContext;
    }
}
