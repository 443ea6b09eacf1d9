package io.github.llmfailover.observation;

import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.trace.AttemptKind;
import io.github.llmfailover.trace.AttemptTrace;
import io.github.llmfailover.trace.CallTrace;
import io.github.llmfailover.trace.WaitReason;
import io.github.llmfailover.trace.WaitTrace;
import io.micrometer.observation.Observation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The observation of one call. */
final class ObservedCall extends Observed implements CallTrace {

    private static final DefaultFailoverAttemptObservationConvention DEFAULT_ATTEMPT =
            new DefaultFailoverAttemptObservationConvention();

    private static final DefaultFailoverWaitObservationConvention DEFAULT_WAIT =
            new DefaultFailoverWaitObservationConvention();

    private final FailoverCallObservationContext context;

    ObservedCall(
            ObservingTracer tracer,
            FailoverCallObservationContext context,
            Observation observation,
            @Nullable Observation within) {
        super(tracer, observation, within);
        this.context = context;
    }

    @Override
    public AttemptTrace attemptBegins(Provider provider, AttemptKind kind) {
        FailoverAttemptObservationContext attempt = new FailoverAttemptObservationContext(
                context.getChain(), provider.name(), GenAiProviders.of(provider), kind);
        attempt.setParentObservation(carried());
        try {
            Observation observation = Observation.createNotStarted(
                    tracer().conventions().attempt(), DEFAULT_ATTEMPT, () -> attempt, tracer().registry());
            tracer().start(observation, carried());
            return new ObservedAttempt(tracer(), attempt, observation, carried());
        } catch (RuntimeException e) {
            tracer().complain(e);
            return AttemptTrace.NONE;
        }
    }

    @Override
    public WaitTrace waitBegins(WaitReason reason, Duration duration) {
        FailoverWaitObservationContext wait = new FailoverWaitObservationContext(context.getChain(), reason, duration);
        wait.setParentObservation(carried());
        try {
            Observation observation = Observation.createNotStarted(
                    tracer().conventions().await(), DEFAULT_WAIT, () -> wait, tracer().registry());
            tracer().start(observation, carried());
            ObservedWait observed = new ObservedWait(tracer(), observation, carried());
            return () -> observed.stop(null);
        } catch (RuntimeException e) {
            tracer().complain(e);
            return WaitTrace.NONE;
        }
    }

    @Override
    public void ended(FailoverReport report, @Nullable Throwable failure) {
        ended(report, CallOutcome.of(report, failure), failure);
    }

    @Override
    public void aborted(Throwable failure) {
        ended(null, CallOutcome.ERROR, failure);
    }

    private void ended(@Nullable FailoverReport report, CallOutcome outcome, @Nullable Throwable failure) {
        context.ended(report, outcome);
        stop(failure == null || !outcome.isFailure() ? null : describe(report, outcome, failure));
    }

    /** Names providers and kinds of failure only, as our own exceptions do. */
    private static String describe(@Nullable FailoverReport report, CallOutcome outcome, Throwable failure) {
        return outcome == CallOutcome.ERROR || report == null
                ? failure.getClass().getName()
                : outcome + " " + report.attempts();
    }

    private static final class ObservedWait extends Observed {

        ObservedWait(ObservingTracer tracer, Observation observation, @Nullable Observation within) {
            super(tracer, observation, within);
        }
    }
}
