package io.github.llmfailover.execution;

import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.plan.Attempt;
import io.github.llmfailover.plan.Continuation;
import io.github.llmfailover.provider.Exchange;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.provider.Timeouts;
import io.github.llmfailover.trace.Traced.Scope;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One streamed request under its limits. It commits at the first real content; until then what arrives is held back, and
 * dropped if the request fails. It ends exactly once, be it by completion, failure, a limit or the caller: whoever moves
 * {@link #phase} to {@code ENDED} ends it. While a chunk is being handed over the phase is {@code DELIVERING}, and then a
 * limit cannot end it, so that what the next provider sends never runs into this one's.
 */
final class StreamGuard implements CoreSubscriber<ChatResponse>, Watchdog.Watched {

    /** A stream that nobody reads must end some day: its reader may have died without a word. */
    private static final int STALLS_UNTIL_GIVEN_UP = 10;

    private enum Phase {
        WAITING,
        DELIVERING,
        ENDED
    }

    private final Engine engine;

    private final StreamCall call;

    private final Attempt attempt;

    private final Exchange exchange;

    private final StreamTranscript transcript;

    private final Timeouts timeouts;

    private final PaceKeeper pace;

    private final Context context;

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WAITING);

    private volatile @Nullable Subscription upstream;

    /** What was sent, in the provider's own terms. */
    private volatile @Nullable Prompt sent;

    /** Who hands a chunk over, published by the phase. */
    private @Nullable Thread deliverer;

    private final AttemptClock clock;

    /** When another provider is to be asked beside this one, from its departure on. Changed by the ticker only. */
    private volatile long hedgeAfterNanos;

    /** Whether anything of the answer itself has arrived; from then on the stall limit holds instead of the first-token one. */
    private volatile boolean begun;

    StreamGuard(Engine engine, StreamCall call, Attempt attempt, AskedProviders asked) {
        this.engine = engine;
        this.call = call;
        this.attempt = attempt;
        this.exchange = new Exchange(engine.time());
        this.clock = new AttemptClock(exchange, engine.time());
        this.timeouts = attempt.timeouts();
        this.hedgeAfterNanos = call.plan().hedgeAfterNanos(attempt);
        this.pace = new PaceKeeper(timeouts.pace());
        this.context = Tracing.into(asked.putInto(call.context()), engine, attempt.trace());
        this.transcript = new StreamTranscript(
                call.plan(), attempt, call.delivered(), engine.texts().restart());
    }

    void begin() {
        engine.watchdog().watch(this);
        try (Scope ignored = attempt.trace().open()) {
            Provider provider = attempt.member().provider();
            Prompt prompt = provider.promptFor(request(), attempt.member().position() == 0);
            sent = prompt;
            attempt.asks(provider.modelOf(prompt), CallGuard.namedByCaller(call.prompt(), provider.modelOf(prompt)));
            transcript.begin();
            provider.stream(prompt, exchange).subscribe(this);
        } catch (Throwable e) {
            onError(e);
        }
    }

    private Prompt request() {
        Continuation continuation = attempt.continuation();
        return continuation == null
                ? call.prompt()
                : ContinuationPrompt.of(
                        call.prompt(),
                        continuation,
                        call.delivered().text(),
                        engine.texts().continuation());
    }

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (!Operators.validate(upstream, subscription)) {
            return;
        }
        upstream = subscription;
        if (phase.get() == Phase.ENDED) {
            closeElsewhere();
            return;
        }
        long demand = call.delivery().demand();
        if (demand > 0) {
            subscription.request(demand);
        }
    }

    /** The subscriber is about to ask for more: until now nothing may have been expected of the provider. */
    void beforeDemand() {
        clock.moved();
    }

    /** The subscriber has asked for more. */
    void demanded(long n) {
        Subscription subscription = upstream;
        if (subscription != null) {
            subscription.request(n);
        }
    }

    @Override
    public void onNext(ChatResponse chunk) {
        deliverer = Thread.currentThread();
        if (!phase.compareAndSet(Phase.WAITING, Phase.DELIVERING)) {
            return;
        }
        RuntimeException unreadable = null;
        clock.arrived();
        if (!transcript.isCommitted()) {
            attempt.delayed(clock.ownNanos());
        }
        try {
            boolean wasCommitted = transcript.isCommitted();
            int delivered = transcript.accept(chunk, call.delivery());
            if (delivered == 0) {
                askForOneMore();
            }
            if (!wasCommitted && transcript.isCommitted()) {
                call.isServedBy(this);
            }
            if (!begun && transcript.hasBegun()) {
                // Before the stall limit begins to hold, which reckons from here.
                clock.moved();
                begun = true;
            }
            pace.chunk();
        } catch (RuntimeException e) {
            unreadable = e;
        } finally {
            clock.moved();
            if (transcript.isBeaten()) {
                superseded();
            } else if (transcript.doesNotJoin()) {
                leaveUnjoined();
            } else if (!phase.compareAndSet(Phase.DELIVERING, Phase.WAITING)) {
                // The caller cancelled while it was being handed the chunk.
                closeElsewhere();
            }
        }
        if (unreadable != null) {
            leaveUnreadable(unreadable);
        }
    }

    @Override
    public void onComplete() {
        try (Scope ignored = attempt.trace().open()) {
            if (end()) {
                finish(transcript.flaw());
            }
        }
    }

    @Override
    public void onError(Throwable error) {
        try (Scope ignored = attempt.trace().open()) {
            if (end()) {
                failed(error);
            }
        }
    }

    private void failed(Throwable error) {
        if (transcript.isComplete()) {
            // The answer is whole; what broke is only the goodbye.
            finish(null);
            return;
        }
        if (error instanceof VirtualMachineError) {
            // Nobody's failure, and nothing that another provider could do better.
            call.plan().cancelled(attempt);
            call.delivery().error(error);
            return;
        }
        Failure failure = engine.classifier().apply(error);
        fail(
                switch (failure.kind()) {
                    // Nobody who subscribed to us has left, so it is the client that gave up.
                    case CANCELLED -> Failure.of(FailureKind.UNKNOWN, failure.cause());
                    case CONNECTION ->
                        transcript.isEmpty() ? failure : Failure.of(FailureKind.STREAM_CUT, failure.cause());
                    default -> failure;
                });
    }

    @Override
    public void check(long now) {
        if (!begun && exchange.hasDeparted() && exchange.providerNanos(now) >= hedgeAfterNanos) {
            hedgeAfterNanos = Long.MAX_VALUE;
            call.hedge(attempt);
        }
        FailureKind limit = passedLimit(now);
        if (limit != null && phase.compareAndSet(Phase.WAITING, Phase.ENDED)) {
            engine.watchdog().unwatch(this);
            engine.workers().execute(() -> {
                try (Scope ignored = attempt.trace().open()) {
                    noteDelay();
                    close();
                    finish(transcript.isComplete() ? null : Failure.of(limit));
                }
            });
        }
    }

    @Override
    public long quietFor(long now) {
        if (phase.get() == Phase.ENDED) {
            return ENDED;
        }
        if (timeouts.pace().chunks() > 0 || call.plan().deadlineBoundsAnswer()) {
            return 0;
        }
        long stall = timeouts.stall().toNanos();
        if (!begun) {
            // Whatever happens, the provider is waited for no quicker than time passes.
            long limit = Math.min(attempt.limitNanos(), hedgeAfterNanos) - exchange.providerNanos(now);
            return Math.max(
                    0, Math.min(stall, Math.min(limit, attempt.deadline().left(now))));
        }
        return call.delivery().demand() > 0 ? Math.max(0, stall - clock.providerStandingNanos(now)) : stall;
    }

    /** The caller left. Returns at once; the connection is closed on a thread of ours. */
    void cancelledByCaller() {
        Phase before = phase.getAndSet(Phase.ENDED);
        if (before != Phase.ENDED) {
            engine.watchdog().unwatch(this);
            try (Scope ignored = attempt.trace().open()) {
                noteDelay();
                noteUsageFrom(before);
                call.plan().cancelled(attempt);
            }
            closeElsewhere();
        }
    }

    /** Another provider serves the call. Returns at once; the connection is closed on a thread of ours. */
    void superseded() {
        Phase before = phase.getAndSet(Phase.ENDED);
        if (before != Phase.ENDED) {
            engine.watchdog().unwatch(this);
            try (Scope ignored = attempt.trace().open()) {
                noteDelay();
                noteUsageFrom(before);
                call.plan().superseded(attempt);
            }
            closeElsewhere();
        }
    }

    private @Nullable FailureKind passedLimit(long now) {
        if (begun) {
            if (call.plan().deadlineBoundsAnswer() && attempt.deadline().hasPassed(now)) {
                return FailureKind.CALLER_DEADLINE;
            }
            // A subscriber that takes its time is not the provider's fault, nor is a thread of ours that does.
            boolean wanted = call.delivery().demand() > 0;
            boolean tooSlow = pace.isTooSlow(exchange.providerNanos(now), wanted);
            long stall = timeouts.stall().toNanos();
            if (wanted && (tooSlow || clock.providerStandingNanos(now) >= stall)) {
                return FailureKind.STALLED;
            }
            return wanted && clock.standingNanos(now) / STALLS_UNTIL_GIVEN_UP >= stall
                    ? FailureKind.CALLER_DEADLINE
                    : null;
        }
        if (exchange.hasDeparted() && exchange.providerNanos(now) >= attempt.limitNanos()) {
            return FailureKind.NO_FIRST_TOKEN;
        }
        return attempt.deadline().hasPassed(now) ? FailureKind.CALLER_DEADLINE : null;
    }

    /** What is held back used up demand that nothing has been delivered for. */
    private void askForOneMore() {
        Subscription subscription = upstream;
        if (subscription != null && !call.delivery().isUnbounded()) {
            subscription.request(1);
        }
    }

    private boolean end() {
        if (phase.getAndSet(Phase.ENDED) == Phase.ENDED) {
            return false;
        }
        engine.watchdog().unwatch(this);
        noteDelay();
        return true;
    }

    private void noteDelay() {
        long delay = clock.ownNanosUntilNow(call.delivery().demand() > 0);
        engine.threads()
                .delayed(
                        attempt.member().provider(),
                        exchange,
                        delay,
                        engine.watchdog().watching());
    }

    private void finish(@Nullable Failure flaw) {
        if (flaw != null) {
            fail(flaw);
            return;
        }
        if (!call.plan().claims(attempt)) {
            noteUsage();
            call.plan().superseded(attempt);
            return;
        }
        call.isServedBy(this);
        transcript.end(call.delivery());
        if (transcript.doesNotJoin()) {
            noteUsage();
            call.carryOutElsewhere(call.plan().doesNotJoin(attempt));
            return;
        }
        attempt.usedUp(exchange.usedUpFor());
        transcript.noteFinish();
        FailoverReport report =
                call.plan().succeeded(attempt, transcript.model(), transcript.usage(engine.estimates(), sent));
        transcript.deliverEnd(report, call.delivery());
        if (transcript.wroteAll()) {
            engine.checks().served(attempt, call.prompt(), call.delivered()::text);
        }
        call.delivery().complete();
    }

    private void fail(Failure failure) {
        noteUsage();
        call.carryOutElsewhere(
                transcript.isCommitted()
                        ? call.plan()
                                .interrupted(attempt, failure, call.delivered().delivered())
                        : call.plan().failed(attempt, failure));
    }

    private void leaveUnreadable(RuntimeException why) {
        try (Scope ignored = attempt.trace().open()) {
            if (end()) {
                closeElsewhere();
                fail(Failure.of(FailureKind.MALFORMED, why));
            }
        }
    }

    /** What this provider says does not go on from what the caller has. */
    private void leaveUnjoined() {
        try (Scope ignored = attempt.trace().open()) {
            if (end()) {
                closeElsewhere();
                noteUsage();
                call.carryOutElsewhere(call.plan().doesNotJoin(attempt));
            }
        }
    }

    private void noteUsage() {
        transcript.noteFinish();
        attempt.used(transcript.usage(engine.estimates(), sent));
    }

    /** Another thread may be handing over a chunk, and the transcript is only that one's. */
    private void noteUsageFrom(Phase before) {
        if (before == Phase.DELIVERING && deliverer != Thread.currentThread()) {
            attempt.used(transcript.roughUsage(engine.estimates(), sent));
        } else {
            noteUsage();
        }
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
