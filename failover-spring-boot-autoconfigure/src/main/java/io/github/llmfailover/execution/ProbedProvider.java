package io.github.llmfailover.execution;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.TokenUsage;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.FailureRules;
import io.github.llmfailover.health.Claim;
import io.github.llmfailover.health.Permit;
import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.provider.Price;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.time.TimeSource.Cancellable;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Probes one provider, from the time that it is woken until the provider serves or an operator takes it out. There is at
 * most one task, be it a look that is scheduled, a look, or a probe under way. The lock guards fields only: while it is
 * held neither the health nor the client is asked.
 */
final class ProbedProvider {

    private static final Log logger = LogFactory.getLog(ProbedProvider.class);

    private final Engine engine;

    private final FailureRules rules;

    private final Provider provider;

    private final ProviderHealth health;

    private final ProbeForm form;

    private final ProbePace pace;

    private final Supplier<FailoverListener> listener;

    private final Object lock = new Object();

    private @Nullable Cancellable scheduled;

    private @Nullable Probe probe;

    /** Which look is the one that counts: one that could not be called off in time does not. */
    private int schedule;

    private boolean busy;

    /** Whether it was woken while it was busy. */
    private boolean again;

    private boolean stopped;

    /** When the next probe is due; {@code null} where none has been yet. Touched by the one task only. */
    private volatile @Nullable Long dueAt;

    ProbedProvider(
            Engine engine,
            FailureRules rules,
            Provider provider,
            ProviderHealth health,
            String text,
            ProbePace pace,
            Supplier<FailoverListener> listener) {
        this.engine = engine;
        this.rules = rules;
        this.provider = provider;
        this.health = health;
        this.form = new ProbeForm(provider, text);
        this.pace = pace;
        this.listener = listener;
    }

    /** Looks at the provider soon, unless that is stopped. */
    void wake() {
        synchronized (lock) {
            if (busy) {
                again = true;
            } else if (!stopped) {
                lookIn(0);
            }
        }
    }

    /** Takes up what was stopped. */
    void start() {
        synchronized (lock) {
            stopped = false;
        }
        wake();
    }

    /** Calls off what is scheduled and what is under way. Does not block. */
    void stop() {
        Probe underWay;
        synchronized (lock) {
            stopped = true;
            if (scheduled != null) {
                scheduled.cancel();
                scheduled = null;
            }
            underWay = probe;
        }
        if (underWay != null) {
            underWay.cancel();
        }
    }

    private void look(int which) {
        synchronized (lock) {
            if (stopped || busy || which != schedule) {
                return;
            }
            scheduled = null;
            busy = true;
            again = false;
        }
        try {
            decide();
        } catch (RuntimeException e) {
            logger.error("Provider '" + provider.name() + "' could not be probed", e);
            due(pace.afterFailure());
            idle(0);
        }
    }

    private void decide() {
        long now = engine.time().nanoTime();
        Long due = dueAt;
        long untilDue = due == null ? 0 : due - now;
        long untilAvailable = health.nanosUntilAvailable(null);
        ProbeDecision decision = ProbeDecision.of(health.state(), untilAvailable, untilDue);
        switch (decision.next()) {
            case STOP -> idle(-1);
            case WAIT -> idle(decision.waitNanos() + (untilAvailable > untilDue ? pace.spread() : 0));
            case ASK -> ask();
        }
    }

    private void ask() {
        Permit permit = health.tryAcquire(null, Claim.PROBE);
        if (permit == null) {
            due(pace.soon());
            idle(0);
            return;
        }
        Probe asking;
        ProbeForm.Request request;
        try {
            request = form.next();
            asking = new Probe(engine, provider, request.prompt(), outcome -> ended(permit, request, outcome));
        } catch (RuntimeException e) {
            permit.released();
            throw e;
        }
        boolean stop;
        synchronized (lock) {
            probe = asking;
            stop = stopped;
        }
        if (stop) {
            asking.cancel();
        } else {
            engine.workers().execute(() -> asking.begin(request.streamed()));
        }
    }

    private void ended(Permit permit, ProbeForm.Request request, ProbeOutcome outcome) {
        synchronized (lock) {
            probe = null;
        }
        boolean good = false;
        try {
            good = settle(permit, request, outcome);
            report(request.model(), outcome);
        } catch (RuntimeException e) {
            logger.error("The probe of provider '" + provider.name() + "' could not be recorded", e);
        } finally {
            due(good ? pace.soon() : pace.afterFailure());
            idle(0);
        }
    }

    /** Ends the permit. Returns whether the next probe is due soon. */
    private boolean settle(Permit permit, ProbeForm.Request request, ProbeOutcome outcome) {
        Failure failure = outcome.failure();
        if (!outcome.says()) {
            permit.released();
            return false;
        }
        if (failure == null) {
            succeeded(permit, outcome);
            return true;
        }
        if (form.learns(request, failure)) {
            permit.released();
            return true;
        }
        if (failure.kind().fault() != FailureKind.Fault.REQUEST) {
            permit.failed(failure, rules.reactionTo(failure.kind()), outcome.durationNanos(), false);
            return false;
        }
        logger.warn("Provider '" + provider.name() + "' rejects the probe's request (" + failure.kind()
                + "), which proves only that it answers; it is given back to callers. Set 'llm.failover.probe.prompt' to"
                + " something that it accepts.");
        succeeded(permit, outcome);
        return true;
    }

    private static void succeeded(Permit permit, ProbeOutcome outcome) {
        long firstToken = outcome.firstTokenNanos() < 0 ? outcome.durationNanos() : outcome.firstTokenNanos();
        permit.succeeded(
                firstToken,
                outcome.durationNanos(),
                outcome.usage().input(),
                outcome.usage().output());
    }

    private void report(@Nullable String model, ProbeOutcome outcome) {
        if (!outcome.says()) {
            return;
        }
        Failure failure = outcome.failure();
        TokenUsage usage = outcome.usage();
        Price price = provider.settings().price();
        AttemptReport report = new AttemptReport(
                provider.name(),
                model,
                failure == null ? null : failure.kind(),
                failure == null ? 0 : failure.status(),
                Duration.ZERO,
                Duration.ofNanos(outcome.durationNanos()),
                outcome.firstTokenNanos() < 0 ? null : Duration.ofNanos(outcome.firstTokenNanos()),
                usage,
                price == null || usage.isNone() ? null : price.of(usage, false),
                null,
                false,
                0);
        if (logger.isDebugEnabled()) {
            logger.debug("Probe of " + report);
        }
        listener.get().onProbeEnded(report);
    }

    private void due(long inNanos) {
        dueAt = engine.time().nanoTime() + inNanos;
    }

    /** Ends a look or a probe. */
    private void idle(long lookAgainIn) {
        synchronized (lock) {
            busy = false;
            long in = again ? 0 : lookAgainIn;
            again = false;
            if (!stopped && in >= 0) {
                lookIn(in);
            }
        }
    }

    private void lookIn(long nanos) {
        if (scheduled != null) {
            scheduled.cancel();
        }
        int which = ++schedule;
        scheduled = engine.time().schedule(Duration.ofNanos(nanos), () -> look(which));
    }
}
