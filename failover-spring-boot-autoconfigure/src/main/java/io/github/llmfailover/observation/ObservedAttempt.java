package io.github.llmfailover.observation;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.trace.AttemptTrace;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/** The observation of one attempt. */
final class ObservedAttempt extends Observed implements AttemptTrace {

    private final FailoverAttemptObservationContext context;

    ObservedAttempt(
            ObservingTracer tracer,
            FailoverAttemptObservationContext context,
            Observation observation,
            @Nullable Observation within) {
        super(tracer, observation, within);
        this.context = context;
    }

    @Override
    public void asks(@Nullable String model) {
        context.asks(model);
    }

    @Override
    public void firstToken() {
        try {
            observation().event(FailoverObservationDocumentation.FIRST_TOKEN);
        } catch (RuntimeException e) {
            tracer().complain(e);
        }
    }

    @Override
    public void ended(AttemptReport report, @Nullable String model) {
        context.ended(report, model);
        FailureKind failure = report.failure();
        stop(
                failure != null && DefaultFailoverAttemptObservationConvention.isError(failure)
                        ? report.toString()
                        : null);
    }
}
