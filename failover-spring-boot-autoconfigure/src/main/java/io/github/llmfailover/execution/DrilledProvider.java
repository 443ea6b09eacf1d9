package io.github.llmfailover.execution;

import io.github.llmfailover.DrillReport.Outcome;
import io.github.llmfailover.DrillReport.Result;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.TokenUsage;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.health.Permit;
import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.provider.Price;
import io.github.llmfailover.provider.Provider;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One provider's part of one drill, which tells its result exactly once. Whatever the provider's state, it is asked; what
 * it answers moves nothing.
 */
final class DrilledProvider {

    private static final Log logger = LogFactory.getLog(DrilledProvider.class);

    private final Engine engine;

    private final Provider provider;

    private final ProviderHealth health;

    private final ProbeForm form;

    private final long began;

    private final Consumer<Result> end;

    private final ProviderState state;

    private final AtomicBoolean ended = new AtomicBoolean();

    private volatile @Nullable Probe probe;

    private volatile ProbeForm.@Nullable Request request;

    DrilledProvider(Engine engine, Provider provider, ProviderHealth health, String text, Consumer<Result> end) {
        this.engine = engine;
        this.provider = provider;
        this.health = health;
        this.form = new ProbeForm(provider, text);
        this.began = engine.time().nanoTime();
        this.end = end;
        this.state = health.state();
    }

    /** Asks, on this thread as far as the client does; it may block. */
    void ask() {
        try {
            Permit permit = health.acquireForDrill();
            if (permit == null) {
                tell(new Result(
                        name(),
                        Outcome.SKIPPED,
                        null,
                        0,
                        state,
                        null,
                        false,
                        null,
                        Duration.ZERO,
                        TokenUsage.NONE,
                        null));
                return;
            }
            ask(permit);
        } catch (RuntimeException e) {
            logger.error("Provider '" + name() + "' could not be drilled", e);
            tell(failed(FailureKind.UNKNOWN));
        }
    }

    private void ask(Permit permit) {
        Probe asking;
        ProbeForm.Request next;
        try {
            next = form.next();
            asking = new Probe(engine, provider, next.prompt(), outcome -> answered(permit, next, outcome));
        } catch (RuntimeException e) {
            permit.released();
            throw e;
        }
        request = next;
        probe = asking;
        if (ended.get()) {
            asking.cancel();
        } else {
            asking.begin(next.streamed());
        }
    }

    /** Ends what is under way, since the drill's time is over. Does not block. */
    void cancel() {
        Probe underWay = probe;
        tell(failed(underWay == null ? FailureKind.LOCAL_EXHAUSTION : underWay.missing()));
        if (underWay != null) {
            underWay.cancel();
        }
    }

    private void answered(Permit permit, ProbeForm.Request asked, ProbeOutcome outcome) {
        permit.released();
        Failure failure = outcome.failure();
        if (failure != null && !ended.get() && form.learns(asked, failure)) {
            // A thread of the client's own is nothing to ask on.
            engine.workers().execute(this::ask);
            return;
        }
        if (!outcome.says()) {
            tell(failed(FailureKind.LOCAL_EXHAUSTION));
            return;
        }
        TokenUsage usage = outcome.usage();
        Price price = provider.settings().price();
        tell(new Result(
                name(),
                failure == null ? Outcome.PASSED : Outcome.FAILED,
                failure == null ? null : failure.kind(),
                failure == null ? 0 : failure.status(),
                state,
                asked.model(),
                asked.streamed(),
                outcome.firstTokenNanos() < 0 ? null : Duration.ofNanos(outcome.firstTokenNanos()),
                Duration.ofNanos(outcome.durationNanos()),
                usage,
                price == null || usage.isNone() ? null : price.of(usage, false)));
    }

    private Result failed(FailureKind kind) {
        ProbeForm.Request asked = request;
        return new Result(
                name(),
                Outcome.FAILED,
                kind,
                0,
                state,
                asked == null ? null : asked.model(),
                asked != null && asked.streamed(),
                null,
                Duration.ofNanos(engine.time().nanoTime() - began),
                TokenUsage.NONE,
                null);
    }

    private void tell(Result result) {
        if (ended.compareAndSet(false, true)) {
            end.accept(result);
        }
    }

    private String name() {
        return provider.name();
    }
}
