package io.github.llmfailover.execution;

import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.plan.Attempt;
import io.github.llmfailover.provider.Exchange;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.trace.Traced;
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

    /** What is done where the answer does not come for a while; touched by the ticker only. */
    private @Nullable Runnable whenSlow;

    private long slowAfterNanos = Long.MAX_VALUE;

    /** What was sent, in the provider's own terms. */
    private @Nullable Prompt sent;

    /** Which limit has passed, or what else ended the request; {@code null} while nothing has. */
    private volatile @Nullable FailureKind passed;

    CallGuard(Engine engine, Attempt attempt, AskedProviders asked) {
        this.engine = engine;
        this.attempt = attempt;
        this.asked = asked;
        this.exchange = new Exchange(engine.time());
    }

    /**
     * Has something done, on a worker, where there is no answer for a while after the request has left.
     *
     * @param nanos how long
     * @param action what is done, at most once
     */
    void whenSlow(long nanos, Runnable action) {
        slowAfterNanos = nanos;
        whenSlow = action;
    }

    Attempt attempt() {
        return attempt;
    }

    /**
     * Makes the request, and looks at what comes of it.
     *
     * @throws InterruptedException where the calling thread was interrupted
     */
    CallResult make(Prompt request, boolean refusalsAreAnswers) throws InterruptedException {
        try (Traced.Scope ignored = attempt.trace().open()) {
            ChatResponse response = call(request);
            return CallResult.of(attempt, sent, response, engine.estimates(), refusalsAreAnswers);
        } catch (InterruptedException | VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            return new CallResult.Failed(failureOf(e));
        }
    }

    private @Nullable ChatResponse call(Prompt request) throws Throwable {
        Provider provider = attempt.member().provider();
        Prompt prompt = provider.promptFor(request, attempt.member().passesAnyModel());
        sent = prompt;
        attempt.asks(provider.modelOf(prompt), namedByCaller(request, provider.modelOf(prompt)));
        boolean abortable = provider.abortsCalls();
        FutureTask<@Nullable ChatResponse> task = abortable ? null : task(provider, prompt);
        engine.watchdog().watch(this);
        try {
            ChatResponse answer = task == null ? asked.call(() -> provider.call(prompt, exchange)) : onWorker(task);
            attempt.usedUp(exchange.usedUpFor());
            return answer;
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
            noteDelay(provider);
        }
    }

    private void noteDelay(Provider provider) {
        long now = engine.time().nanoTime();
        long delay = Math.max(0, now - exchange.createdAt() - exchange.providerNanos(now));
        attempt.delayed(delay);
        engine.threads().delayed(provider, exchange, delay, engine.watchdog().watching());
    }

    private Failure failureOf(Throwable error) {
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
        long awaited = exchange.hasDeparted() ? exchange.providerNanos(now) : 0;
        Runnable slow = whenSlow;
        if (slow != null && awaited >= slowAfterNanos) {
            whenSlow = null;
            engine.workers().execute(slow);
        }
        if (awaited >= attempt.limitNanos()) {
            end(FailureKind.NO_RESPONSE);
        } else if (attempt.deadline().hasPassed(now)) {
            end(FailureKind.CALLER_DEADLINE);
        } else if (caller.isInterrupted()) {
            // Blocked in a client that does not hear an interrupt.
            end(FailureKind.CANCELLED);
        }
    }

    /** Another provider serves the call: its thread returns at once, and the connection is closed. */
    void superseded() {
        end(FailureKind.SUPERSEDED);
    }

    private synchronized void end(FailureKind kind) {
        if (passed == null) {
            passed = kind;
            engine.workers().execute(exchange::abort);
        }
    }

    static boolean namedByCaller(Prompt request, @Nullable String model) {
        return model != null
                && request.getOptions() != null
                && model.equals(request.getOptions().getModel());
    }

    private FutureTask<@Nullable ChatResponse> task(Provider provider, Prompt prompt) {
        ContextSnapshot context = Workers.SNAPSHOTS.captureAll();
        BorrowedThread thread = new BorrowedThread(provider, engine.threads());
        exchange.awaitDeparture();
        FutureTask<@Nullable ChatResponse> task = new FutureTask<>(() -> {
            try (ContextSnapshot.Scope ignored = context.setThreadLocals()) {
                thread.begins();
                exchange.departed();
                return asked.call(() -> provider.call(prompt, exchange));
            } finally {
                thread.returned();
            }
        });
        exchange.onAbort(thread::abandoned);
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
