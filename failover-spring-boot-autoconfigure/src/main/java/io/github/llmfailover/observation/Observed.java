package io.github.llmfailover.observation;

import io.github.llmfailover.trace.Traced;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/** One of our observations. Where it is switched off, threads and contexts go on with what it is a part of. */
abstract class Observed implements Traced {

    private final ObservingTracer tracer;

    private final Observation observation;

    private final @Nullable Observation carried;

    Observed(ObservingTracer tracer, Observation observation, @Nullable Observation within) {
        this.tracer = tracer;
        this.observation = observation;
        this.carried = observation.isNoop() ? within : observation;
    }

    final ObservingTracer tracer() {
        return tracer;
    }

    final Observation observation() {
        return observation;
    }

    final @Nullable Observation carried() {
        return carried;
    }

    @Override
    public final @Nullable Object contextValue() {
        return carried;
    }

    @Override
    public final Scope open() {
        Observation current = carried;
        if (current == null) {
            return Scope.NONE;
        }
        try {
            return new OpenScope(this, current.openScope());
        } catch (RuntimeException e) {
            tracer.complain(e);
            return Scope.NONE;
        }
    }

    /** Ends the observation. */
    final void stop(@Nullable String error) {
        try {
            if (error != null) {
                observation.error(new ObservedFailure(error));
            }
        } catch (RuntimeException e) {
            tracer.complain(e);
        }
        try {
            observation.stop();
        } catch (RuntimeException e) {
            tracer.complain(e);
        }
    }

    private record OpenScope(Observed owner, Observation.Scope scope) implements Scope {

        @Override
        public void close() {
            try {
                scope.close();
            } catch (RuntimeException e) {
                owner.tracer.complain(e);
            }
        }
    }
}
