package io.github.llmfailover.execution;

import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.plan.Attempt;
import io.github.llmfailover.plan.CallPlan;
import io.github.llmfailover.plan.Decision;
import io.github.llmfailover.plan.Decision.Ask;
import io.github.llmfailover.plan.Decision.Fail;
import io.github.llmfailover.plan.Decision.Hold;
import io.github.llmfailover.plan.Decision.Wait;
import io.github.llmfailover.time.TimeSource.Cancellable;
import io.github.llmfailover.trace.Traced;
import io.micrometer.context.ContextSnapshot.Scope;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.util.StringUtils;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/**
 * One subscriber's stream, over as many attempts as its plan makes. At any time there is one attempt, or a wait, or
 * neither any more; what the subscriber sees is in {@link Delivery}.
 */
final class StreamCall implements Subscription {

    private final Engine engine;

    private final CallPlan plan;

    private final Prompt prompt;

    private final Delivery delivery;

    private final DeliveredAnswer delivered;

    /** Whom the subscriber works for, and that it is this call. */
    private final Context context;

    private volatile @Nullable StreamGuard current;

    /** A second one, asked because the first is slow; {@code null} while there is none. */
    private volatile @Nullable StreamGuard hedge;

    private volatile @Nullable Cancellable wait;

    private volatile boolean cancelled;

    StreamCall(Engine engine, CallPlan plan, Prompt prompt, CoreSubscriber<? super ChatResponse> subscriber) {
        this.engine = engine;
        this.plan = plan;
        this.prompt = prompt;
        this.delivery = new Delivery(subscriber, this::leave);
        this.delivered = new DeliveredAnswer(hasSchema(prompt));
        this.context = Tracing.into(subscriber.currentContext(), engine, plan.trace());
    }

    void begin() {
        try (Traced.Scope ignored = plan.trace().open()) {
            delivery.subscriber().onSubscribe(this);
            if (cancelled) {
                plan.abandoned();
            } else {
                carryOut(plan::next);
            }
        } catch (Throwable e) {
            plan.broken(e);
            throw e;
        }
    }

    @Override
    public void request(long n) {
        underWay(StreamGuard::beforeDemand);
        if (delivery.request(n)) {
            underWay(guard -> guard.demanded(n));
        } else {
            leave();
        }
    }

    private void underWay(Consumer<StreamGuard> action) {
        StreamGuard first = current;
        if (first != null) {
            action.accept(first);
        }
        StreamGuard second = hedge;
        if (second != null) {
            action.accept(second);
        }
    }

    @Override
    public void cancel() {
        delivery.cancel();
        leave();
    }

    /** Ends what is under way for a subscriber that gets nothing more. */
    private void leave() {
        cancelled = true;
        underWay(StreamGuard::cancelledByCaller);
        Cancellable waiting = wait;
        if (waiting != null) {
            waiting.cancel();
            plan.abandoned();
        }
    }

    boolean isCancelled() {
        return cancelled;
    }

    CallPlan plan() {
        return plan;
    }

    Prompt prompt() {
        return prompt;
    }

    Delivery delivery() {
        return delivery;
    }

    DeliveredAnswer delivered() {
        return delivered;
    }

    private static boolean hasSchema(Prompt prompt) {
        return prompt.getOptions() instanceof StructuredOutputChatOptions options
                && StringUtils.hasText(options.getOutputSchema());
    }

    Context context() {
        return context;
    }

    /** Asks a second provider where the first is slow and the plan thinks it right. On a worker: asking may block. */
    void hedge(Attempt slow) {
        engine.workers().execute(() -> {
            try (Scope ignored = Workers.SNAPSHOTS.setThreadLocalsFrom(context())) {
                Attempt second = plan.hedge(slow);
                if (second != null) {
                    askBeside(second);
                }
            }
        });
    }

    private void askBeside(Attempt second) {
        try {
            StreamGuard guard = new StreamGuard(
                    engine,
                    this,
                    second,
                    AskedProviders.in(context(), second.member().provider()));
            hedge = guard;
            if (cancelled) {
                guard.cancelledByCaller();
            } else if (plan.isWanted(second)) {
                guard.begin();
            } else {
                guard.superseded();
            }
        } catch (IllegalStateException e) {
            // It is what asks us: no help from there.
            carryOutElsewhere(plan.failed(second, Failure.of(FailureKind.UNKNOWN, e)));
        }
    }

    /** One of those under way serves from here on; the other is not wanted any more. */
    void isServedBy(StreamGuard guard) {
        StreamGuard second = hedge;
        if (second == null) {
            return;
        }
        StreamGuard first = current;
        current = guard;
        hedge = null;
        StreamGuard other = guard == second ? first : second;
        if (other != null && other != guard) {
            other.superseded();
        }
    }

    /** The call is over without an answer: what is still under way is not wanted any more. */
    private void giveUp(Fail fail) {
        underWay(StreamGuard::superseded);
        delivery.error(fail.exception());
    }

    /**
     * Carries out what the plan decided after an attempt had failed. On a worker: the failure came on a thread that is
     * not ours, an event loop perhaps, and asking the next provider may block.
     */
    void carryOutElsewhere(Decision decision) {
        if (decision instanceof Fail fail) {
            giveUp(fail);
            return;
        }
        if (decision instanceof Hold) {
            return;
        }
        engine.workers().execute(() -> {
            try (Scope ignored = Workers.SNAPSHOTS.setThreadLocalsFrom(context())) {
                carryOut(() -> decision);
            }
        });
    }

    /** Whatever goes wrong in our own code, the subscriber hears of it: it may be waiting on another thread. */
    private void carryOut(Supplier<Decision> decision) {
        try {
            carryOut(decision.get());
        } catch (Throwable e) {
            plan.broken(e);
            delivery.error(e);
        }
    }

    private void carryOut(Decision decision) {
        if (decision instanceof Fail fail) {
            giveUp(fail);
        } else if (decision instanceof Wait pause) {
            await(pause.nanos());
        } else {
            ask(((Ask) decision).attempt());
        }
    }

    private void await(long nanos) {
        wait = engine.time()
                .schedule(Duration.ofNanos(nanos), () -> engine.workers().execute(this::goOn));
        if (cancelled) {
            plan.abandoned();
        }
    }

    private void goOn() {
        wait = null;
        if (cancelled) {
            plan.abandoned();
            return;
        }
        try (Scope ignored = Workers.SNAPSHOTS.setThreadLocalsFrom(context())) {
            carryOut(plan::next);
        }
    }

    private void ask(Attempt attempt) {
        AskedProviders asked;
        try {
            asked = AskedProviders.in(context(), attempt.member().provider());
        } catch (IllegalStateException e) {
            plan.cancelled(attempt);
            throw e;
        }
        StreamGuard guard = new StreamGuard(engine, this, attempt, asked);
        current = guard;
        hedge = null;
        if (cancelled) {
            guard.cancelledByCaller();
            return;
        }
        guard.begin();
    }
}
