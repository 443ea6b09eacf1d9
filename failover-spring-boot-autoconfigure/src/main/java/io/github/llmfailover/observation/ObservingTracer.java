package io.github.llmfailover.observation;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.trace.CallTrace;
import io.github.llmfailover.trace.CallTracer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes observations of calls, attempts and waits, as {@link FailoverObservationDocumentation} documents them. Costs
 * nothing where nobody listens to the registry. A handler or a convention that throws is logged the first time, and breaks
 * no call.
 */
public final class ObservingTracer implements CallTracer {

    private static final Log logger = LogFactory.getLog(ObservingTracer.class);

    private static final DefaultFailoverCallObservationConvention DEFAULT_CALL =
            new DefaultFailoverCallObservationConvention();

    private final ObservationRegistry registry;

    private final FailoverConventions conventions;

    private final AtomicBoolean complained = new AtomicBoolean();

    /**
     * Creates a tracer.
     *
     * @param registry where observations are made
     * @param conventions how they and their key values are named
     */
    public ObservingTracer(ObservationRegistry registry, FailoverConventions conventions) {
        this.registry = registry;
        this.conventions = conventions;
    }

    @Override
    public Object contextKey() {
        return ObservationThreadLocalAccessor.KEY;
    }

    @Override
    public CallTrace callBegins(String chain, CallMode mode, @Nullable Object parent) {
        if (registry.isNoop()) {
            return CallTrace.NONE;
        }
        Observation within = parent instanceof Observation known ? known : registry.getCurrentObservation();
        FailoverCallObservationContext context = new FailoverCallObservationContext(chain, mode);
        context.setParentObservation(within);
        try {
            Observation observation =
                    Observation.createNotStarted(conventions.call(), DEFAULT_CALL, () -> context, registry);
            start(observation, within);
            return new ObservedCall(this, context, observation, within);
        } catch (RuntimeException e) {
            complain(e);
            return CallTrace.NONE;
        }
    }

    FailoverConventions conventions() {
        return conventions;
    }

    ObservationRegistry registry() {
        return registry;
    }

    /**
     * Starts an observation on a thread that may work for something else at the moment: tracers take the current span for
     * the parent where it is another than the parent observation's.
     */
    void start(Observation observation, @Nullable Observation within) {
        if (within == null || within == registry.getCurrentObservation()) {
            observation.start();
            return;
        }
        try (Observation.Scope ignored = within.openScope()) {
            observation.start();
        }
    }

    void complain(RuntimeException failure) {
        if (complained.compareAndSet(false, true)) {
            logger.warn(
                    "A call could not be observed as it should; it went on all the same, and no more is said of it",
                    failure);
        }
    }
}
