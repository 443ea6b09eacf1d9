package io.github.llmfailover.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observation of a call and its key values. A bean of this type takes the place of
 * {@link DefaultFailoverCallObservationConvention}.
 */
public interface FailoverCallObservationConvention extends ObservationConvention<FailoverCallObservationContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof FailoverCallObservationContext;
    }
}
