package io.github.llmfailover.execution;

import io.github.llmfailover.TokenUsage;
import io.github.llmfailover.failure.AnswerEnd;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.FinishReason;
import io.github.llmfailover.provider.Exchange;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.provider.Timeouts;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One request with a synthetic prompt under its provider's limits, which tells exactly once how it ended. A stream proves
 * a first token soonest; a client that cannot stream is called. It succeeds where the answer is whole, or cut by the
 * limit of tokens that probes have, or refused: whoever refuses has read it.
 */
final class Probe implements CoreSubscriber<ChatResponse>, Watchdog.Watched {

    private final Engine engine;

    private final Provider provider;

    private final Prompt prompt;

    private final AskedProviders asked;

    private final Consumer<ProbeOutcome> end;

    private final Exchange exchange;

    private final Timeouts limits;

    private final long startedAt;

    private final AtomicBoolean ended = new AtomicBoolean();

    private volatile boolean streamed;

    private volatile @Nullable Subscription upstream;

    private volatile long movedAt;

    private volatile long firstTokenNanos = -1;

    private volatile FinishReason reason = FinishReason.NONE;

    private volatile boolean hasToolCalls;

    private volatile TokenUsage usage = TokenUsage.NONE;

    /** What has arrived, which is little; guarded by itself, since a limit passes on another thread. */
    private final StringBuilder text = new StringBuilder();

    Probe(Engine engine, Provider provider, Prompt prompt, Consumer<ProbeOutcome> end) {
        this.engine = engine;
        this.provider = provider;
        this.prompt = prompt;
        this.asked = AskedProviders.here(provider);
        this.end = end;
        this.exchange = new Exchange(engine.time());
        this.limits = provider.settings().timeouts();
        this.startedAt = engine.time().nanoTime();
    }

    /** Asks, on this thread as far as the client does; it may block. */
    void begin(boolean asStream) {
        streamed = asStream;
        engine.watchdog().watch(this);
        if (ended.get()) {
            engine.watchdog().unwatch(this);
            return;
        }
        try {
            if (asStream) {
                provider.stream(prompt, exchange).subscribe(this);
            } else {
                call();
            }
        } catch (Throwable e) {
            onError(e);
        }
    }

    private void call() throws Throwable {
        FutureTask<@Nullable ChatResponse> task =
                new FutureTask<>(() -> asked.call(() -> provider.call(prompt, exchange)));
        // What cannot be aborted is interrupted, and left behind.
        exchange.onAbort(() -> task.cancel(true));
        task.run();
        if (task.isCancelled()) {
            return;
        }
        try {
            ChatResponse response = task.get();
            if (response != null) {
                onNext(response);
            }
            onComplete();
        } catch (ExecutionException e) {
            throw e.getCause() != null ? e.getCause() : e;
        }
    }

    @Override
    public Context currentContext() {
        return asked.putInto(Context.empty());
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (Operators.validate(upstream, subscription)) {
            upstream = subscription;
            if (ended.get()) {
                closeElsewhere();
            } else {
                subscription.request(Long.MAX_VALUE);
            }
        }
    }

    @Override
    public void onNext(ChatResponse part) {
        movedAt = engine.time().nanoTime();
        FinishReason said = FinishReason.of(part);
        if (said != FinishReason.NONE) {
            reason = said;
        }
        hasToolCalls |= Answers.hasToolCalls(part);
        TokenUsage reported = ReportedUsage.of(part.getMetadata().getUsage());
        if (reported != TokenUsage.NONE) {
            usage = usage.max(reported);
        }
        synchronized (text) {
            if (text.length() < UsageEstimates.MOST_CHARS) {
                text.append(Answers.text(part.getResults()));
            }
        }
        if (firstTokenNanos < 0 && Answers.hasContent(part)) {
            firstTokenNanos = Math.max(0, movedAt - exchange.departedAt());
        }
    }

    @Override
    public void onComplete() {
        FailureKind flaw = new AnswerEnd(reason, streamed, firstTokenNanos >= 0, hasToolCalls, false).failure();
        end(flaw == null || flaw == FailureKind.CONTENT_FILTERED ? null : Failure.of(flaw), true);
    }

    @Override
    public void onError(Throwable error) {
        Failure failure = engine.classifier().apply(error);
        // Nobody has called the probe off where it has not ended, so it is the client that gave up.
        end(
                failure.kind().fault() == FailureKind.Fault.CALLER
                        ? Failure.of(FailureKind.UNKNOWN, failure.cause())
                        : failure,
                true);
    }

    @Override
    public void check(long now) {
        if (!exchange.hasDeparted()) {
            if (now - startedAt >= limits.response().toNanos()) {
                // It waits for our own threads, which is nobody's failure.
                endElsewhere(null, false);
            }
            return;
        }
        FailureKind passed = passedLimit(now);
        if (passed != null) {
            endElsewhere(Failure.of(passed), true);
        }
    }

    @Override
    public long quietFor(long now) {
        return ended.get() ? ENDED : 0;
    }

    /** Returns what it waits for, as the failure that it would be if its time were over now. */
    FailureKind missing() {
        if (!exchange.hasDeparted()) {
            return FailureKind.LOCAL_EXHAUSTION;
        }
        return streamed && firstTokenNanos < 0 ? FailureKind.NO_FIRST_TOKEN : FailureKind.NO_RESPONSE;
    }

    /** Calls the probe off: says nothing of the provider. Does not block. */
    void cancel() {
        endElsewhere(null, false);
    }

    private @Nullable FailureKind passedLimit(long now) {
        long since = now - exchange.departedAt();
        if (streamed) {
            if (firstTokenNanos < 0 && since >= limits.firstToken().toNanos()) {
                return FailureKind.NO_FIRST_TOKEN;
            }
            if (firstTokenNanos >= 0 && now - movedAt >= limits.stall().toNanos()) {
                return FailureKind.STALLED;
            }
        }
        return since >= limits.response().toNanos() ? FailureKind.NO_RESPONSE : null;
    }

    private void endElsewhere(@Nullable Failure failure, boolean says) {
        if (ended.compareAndSet(false, true)) {
            engine.workers().execute(() -> {
                close();
                tell(failure, says);
            });
        }
    }

    private void end(@Nullable Failure failure, boolean says) {
        if (ended.compareAndSet(false, true)) {
            tell(failure, says);
        }
    }

    private void tell(@Nullable Failure failure, boolean says) {
        engine.watchdog().unwatch(this);
        long duration = Math.max(0, engine.time().nanoTime() - exchange.departedAt());
        end.accept(new ProbeOutcome(failure, says, firstTokenNanos, duration, usage()));
    }

    private TokenUsage usage() {
        if (firstTokenNanos < 0) {
            return usage;
        }
        String arrived;
        synchronized (text) {
            arrived = text.toString();
        }
        return engine.estimates().complete(usage, prompt, new ArrivedText(reason != FinishReason.NONE, arrived, 0));
    }

    private void closeElsewhere() {
        engine.workers().execute(this::close);
    }

    private void close() {
        exchange.abort();
        Subscription subscription = upstream;
        if (subscription != null) {
            subscription.cancel();
        }
    }
}
