package io.github.llmfailover.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observation of one request to one provider and its key values. A bean of this type takes the place of
 * {@link DefaultFailoverAttemptObservationConvention}.
 */
public interface FailoverAttemptObservationConvention extends ObservationConvention<FailoverAttemptObservationContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof FailoverAttemptObservationContext;
    }
}
