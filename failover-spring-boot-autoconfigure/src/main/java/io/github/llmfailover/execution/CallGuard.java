package io.github.llmfailover.execution;

import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.plan.Attempt;
import io.github.llmfailover.provider.Exchange;
import io.github.llmfailover.provider.Provider;
import io.micrometer.context.ContextSnapshot;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * One blocking request under its limits. It stays on its caller's thread where the client can be aborted from another;
 * otherwise it runs on a worker, with the caller's context, and is left behind when its limit passes.
 */
final class CallGuard implements Watchdog.Watched {

    private final Engine engine;

    private final Attempt attempt;

    private final AskedProviders asked;

    private final Exchange exchange;

    private final Thread caller = Thread.currentThread();

    /** Which limit has passed; {@code null} while none has. */
    private volatile @Nullable FailureKind passed;

    CallGuard(Engine engine, Attempt attempt, AskedProviders asked) {
        this.engine = engine;
        this.attempt = attempt;
        this.asked = asked;
        this.exchange = new Exchange(engine.time());
    }

    /** Makes the request. */
    @Nullable
    ChatResponse call(Prompt request) throws Throwable {
        Provider provider = attempt.member().provider();
        Prompt prompt = provider.promptFor(request, attempt.member().passesAnyModel());
        attempt.asks(provider.modelOf(prompt), namedByCaller(request, provider.modelOf(prompt)));
        boolean abortable = provider.abortsCalls();
        FutureTask<@Nullable ChatResponse> task = abortable ? null : task(provider, prompt);
        engine.watchdog().watch(this);
        try {
            return task == null ? asked.call(() -> provider.call(prompt, exchange)) : onWorker(task);
        } catch (Throwable e) {
            // An interruption on a worker is the client's own affair: the caller's reaches this thread.
            if (passed == null && (caller.isInterrupted() || (task == null && isInterruption(e)))) {
                exchange.abort();
                throw new InterruptedException();
            }
            if (passed == FailureKind.CANCELLED) {
                throw new InterruptedException();
            }
            throw e;
        } finally {
            engine.watchdog().unwatch(this);
        }
    }

    /** Understands what {@link #call} threw. */
    Failure failureOf(Throwable error) {
        FailureKind limit = passed;
        if (limit != null) {
            return Failure.of(limit, error);
        }
        Failure failure = engine.classifier().apply(error);
        // Nobody who called us has left, so it is the client that gave up.
        return failure.kind() == FailureKind.CANCELLED ? Failure.of(FailureKind.UNKNOWN, failure.cause()) : failure;
    }

    @Override
    public void check(long now) {
        if (passed != null) {
            return;
        }
        if (exchange.hasDeparted() && now - exchange.departedAt() >= attempt.limitNanos()) {
            end(FailureKind.NO_RESPONSE);
        } else if (attempt.deadline().hasPassed(now)) {
            end(FailureKind.CALLER_DEADLINE);
        } else if (caller.isInterrupted()) {
            // Blocked in a client that does not hear an interrupt.
            end(FailureKind.CANCELLED);
        }
    }

    private void end(FailureKind kind) {
        passed = kind;
        engine.workers().execute(exchange::abort);
    }

    static boolean namedByCaller(Prompt request, @Nullable String model) {
        return model != null
                && request.getOptions() != null
                && model.equals(request.getOptions().getModel());
    }

    private FutureTask<@Nullable ChatResponse> task(Provider provider, Prompt prompt) {
        ContextSnapshot context = Workers.SNAPSHOTS.captureAll();
        exchange.awaitDeparture();
        FutureTask<@Nullable ChatResponse> task = new FutureTask<>(() -> {
            try (ContextSnapshot.Scope ignored = context.setThreadLocals()) {
                exchange.departed();
                return asked.call(() -> provider.call(prompt, exchange));
            }
        });
        exchange.onAbort(() -> task.cancel(true));
        return task;
    }

    private @Nullable ChatResponse onWorker(FutureTask<@Nullable ChatResponse> task) throws Throwable {
        engine.workers().execute(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() != null ? e.getCause() : e;
        } catch (InterruptedException e) {
            caller.interrupt();
            exchange.abort();
            throw e;
        } catch (CancellationException e) {
            exchange.abort();
            throw e;
        }
    }

    private static boolean isInterruption(Throwable error) {
        Throwable cause = error;
        for (int depth = 0; cause != null && depth < 16; depth++, cause = cause.getCause()) {
            if (cause instanceof InterruptedException
                    || cause instanceof ClosedByInterruptException
                    || (cause instanceof InterruptedIOException
                            && !(cause instanceof java.net.SocketTimeoutException)
                            && "interrupted".equals(cause.getMessage()))) {
                return true;
            }
        }
        return false;
    }
}
