package io.github.llmfailover.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observation of a wait and its key values. A bean of this type takes the place of
 * {@link DefaultFailoverWaitObservationConvention}.
 */
public interface FailoverWaitObservationConvention extends ObservationConvention<FailoverWaitObservationContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof FailoverWaitObservationContext;
    }
}
