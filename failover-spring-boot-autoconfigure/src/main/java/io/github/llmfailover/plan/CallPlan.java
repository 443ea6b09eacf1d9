package io.github.llmfailover.plan;

import io.github.llmfailover.AllProvidersFailedException;
import io.github.llmfailover.AllProvidersUnavailableEvent;
import io.github.llmfailover.CallMode;
import io.github.llmfailover.DeadlineExceededException;
import io.github.llmfailover.Degradation;
import io.github.llmfailover.FailoverException;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.NoProviderAvailableException;
import io.github.llmfailover.OnInterruption;
import io.github.llmfailover.TokenCount;
import io.github.llmfailover.TokenUsage;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.FailureKind.Fault;
import io.github.llmfailover.failure.Reaction;
import io.github.llmfailover.failure.Reaction.Next;
import io.github.llmfailover.health.Claim;
import io.github.llmfailover.health.Permit;
import io.github.llmfailover.plan.Decision.Ask;
import io.github.llmfailover.plan.Decision.Fail;
import io.github.llmfailover.plan.Decision.Hold;
import io.github.llmfailover.plan.Decision.Wait;
import io.github.llmfailover.plan.Roster.Soonest;
import io.github.llmfailover.routing.ChainMember;
import io.github.llmfailover.routing.Selection;
import io.github.llmfailover.trace.CallTrace;
import io.github.llmfailover.trace.WaitReason;
import io.github.llmfailover.trace.WaitTrace;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides what one call does next: whom to ask, whether to retry, wait, carry on or give up, and with which exception.
 * It does no I/O, starts no thread and knows no clock but the one it is given; a driver carries out its decisions and
 * tells it what came of them. One plan serves one call.
 *
 * <p>Safe for use from any thread, one at a time: a lock that only this call's threads can ever want guards it, since a
 * stream's signals, its watchdog and its subscriber's cancellation come on different threads.
 */
public final class CallPlan {

    private static final Hold HOLD = new Hold();

    private final CallPlanner planner;

    private final Roster roster;

    private final CallMode mode;

    private final CallTerms terms;

    private final Attempts attempts;

    private final CallOutcome outcome;

    /** {@code null} where the call makes one request at a time. */
    private final @Nullable Hedging hedging;

    private final Patience patience;

    private final CallTrace trace;

    private Deadline deadline;

    /** What broke, once something of the answer had arrived; {@code null} before. */
    private @Nullable Interruption interruption;

    private @Nullable ChainMember retryNext;

    private WaitTrace waiting = WaitTrace.NONE;

    /** How the call failed, while something else than a provider may still answer it; {@code null} otherwise. */
    private @Nullable FailoverException unserved;

    CallPlan(CallPlanner planner, Roster roster, CallMode mode, CallTerms terms, CallTrace trace) {
        this.planner = planner;
        this.roster = roster;
        this.mode = mode;
        this.terms = terms;
        this.attempts = new Attempts(planner, roster, terms, isStreamed(), trace);
        this.hedging = planner.settings().hedging().enabled() && terms.hedgeable()
                ? new Hedging(planner, roster, attempts, isStreamed())
                : null;
        this.patience = new Patience(roster, planner.random());
        this.outcome = new CallOutcome(planner, roster, mode, attempts.log(), trace);
        this.trace = trace;
        this.deadline = deadlineFrom(outcome.startedAt());
    }

    /** Returns the deadline that holds now. */
    public synchronized Deadline deadline() {
        return deadline;
    }

    /** Whether the providers are asked for streams, be it for a stream or for a call. */
    public boolean isStreamed() {
        return mode == CallMode.STREAM || planner.settings().callsAreStreamed();
    }

    /** Whether the deadline bounds the whole answer, as that of a call does; that of a stream ends at its first token. */
    public boolean deadlineBoundsAnswer() {
        return mode == CallMode.CALL;
    }

    /**
     * Whether a refusal that came as an answer, not as an error, is handed to the caller as it is. So it is unless the
     * call may go around it.
     */
    public boolean refusalsAreAnswers() {
        return planner.rules().reactionTo(FailureKind.CONTENT_FILTERED).next() == Next.STOP;
    }

    /** Returns what the call is traced by; the plan tells it of the end. */
    public CallTrace trace() {
        return trace;
    }

    /** Decides what to do first, and what to do after a wait. */
    public synchronized Decision next() {
        waitIsOver();
        if (deadline.hasPassed(now())) {
            return fail(failures -> failures.deadlineExceeded(attempts.log()));
        }
        ChainMember retry = retryNext;
        if (retry != null) {
            retryNext = null;
            Permit permit = retry.tryAcquire(roster.requirements(), Claim.NEEDED);
            if (permit != null) {
                return ask(retry, permit);
            }
            roster.ruleOut(retry);
        }
        long left = deadline.left(now());
        long forPreferred = patience.nanosForPreferred(left);
        if (forPreferred != Patience.NONE) {
            return pause(forPreferred, WaitReason.PREFERRED);
        }
        Selection selection = left < planner.settings().preferFasterBelow().toNanos()
                ? roster.selectFastest(planner.selector(), isStreamed())
                : roster.selectInTime(planner.selector(), left, isStreamed());
        return selection != null ? ask(selection.member(), selection.permit()) : nobodyTakesRequests();
    }

    /**
     * Notes that an attempt delivered its first content. A stream is committed from here on.
     *
     * @return whether the attempt serves the call; otherwise another one was quicker, and nothing of this one is handed on
     */
    public synchronized boolean firstToken(Attempt attempt) {
        if (!claims(attempt)) {
            return false;
        }
        attempts.firstToken(attempt);
        return true;
    }

    /** Claims the call for an attempt that has been answered. Returns whether it may serve: the first to claim does. */
    public synchronized boolean claims(Attempt attempt) {
        return hedging == null || hedging.claims(attempt);
    }

    /** Whether an attempt may still serve the call: it has not ended, and no other one serves. */
    public synchronized boolean isWanted(Attempt attempt) {
        return attempt.isUnderWay() && (hedging == null || !hedging.isBeaten(attempt));
    }

    /** Ends an attempt that was beaten by another one of the same call. Does nothing where it has ended. */
    public synchronized void superseded(Attempt attempt) {
        attempts.released(attempt, FailureKind.SUPERSEDED);
    }

    /**
     * Returns how long an attempt may be without content, from when its request has left, before another provider should
     * be asked beside it by {@link #hedge}.
     *
     * @return nanoseconds; {@link Long#MAX_VALUE} for never
     */
    public long hedgeAfterNanos(Attempt attempt) {
        return hedging == null ? Long.MAX_VALUE : hedging.nanosBefore(attempt);
    }

    /**
     * Decides whether another provider is asked beside an attempt that is slow. Only one that may serve the request and
     * takes requests now; only once in a call, and before anything has reached the caller; and only as far as the quota of
     * hedges and the budget of retries go.
     *
     * @param slow the attempt under way
     * @return the attempt to make beside it; {@code null} for none
     */
    public synchronized @Nullable Attempt hedge(Attempt slow) {
        return hedging == null || interruption != null || deadline.hasPassed(now())
                ? null
                : hedging.begin(slow, deadline);
    }

    /** Notes that the answer begins anew: what the caller has received before is void. */
    public synchronized void restarted() {
        outcome.restarted();
    }

    /** Returns the tokens reported for earlier attempts that the answer still contains something of. */
    public synchronized TokenCount tokensOfEarlierParts() {
        return attempts.log().contributed();
    }

    /**
     * Ends an attempt that was answered, and the call with it.
     *
     * @param attempt the attempt
     * @param model the model that the provider says has served; {@code null} where it does not say
     * @param usage the tokens it took
     * @return how the call was served
     */
    public synchronized FailoverReport succeeded(Attempt attempt, @Nullable String model, TokenUsage usage) {
        attempts.succeeded(attempt, model, usage);
        return outcome.served(attempt.member(), model != null ? model : attempt.requestedModel());
    }

    /** The same of a provider that reported these tokens, and said nothing of its prompt cache. */
    public FailoverReport succeeded(Attempt attempt, @Nullable String model, long inputTokens, long outputTokens) {
        return succeeded(attempt, model, TokenUsage.reported(inputTokens, outputTokens));
    }

    /**
     * Ends an attempt that failed before anything of it reached the caller, and decides what follows.
     *
     * @param attempt the attempt
     * @param failure how it failed
     */
    public synchronized Decision failed(Attempt attempt, Failure failure) {
        if (!isWanted(attempt)) {
            superseded(attempt);
            return HOLD;
        }
        Reaction reaction = attempts.failed(attempt, failure);
        if (failure.kind() == FailureKind.CALLER_DEADLINE) {
            return fail(failures -> failures.deadlineExceeded(attempts.log()));
        }
        if (interruption != null) {
            return continuationFailed(interruption, attempt, failure, reaction);
        }
        if (reaction.next() == Next.STOP) {
            return fail(failures -> failures.requestRejected(attempts.log()));
        }
        if (hedging != null && hedging.goesOnWithout(attempt, failure.kind())) {
            ruleOut(attempt.member(), reaction);
            return HOLD;
        }
        return goOnAfter(attempt, failure, reaction);
    }

    /**
     * Ends an attempt that failed after something of it had reached the caller, and decides what follows.
     *
     * @param attempt the attempt
     * @param failure how it failed
     * @param delivered what the caller has received in all
     */
    public synchronized Decision interrupted(Attempt attempt, Failure failure, Delivered delivered) {
        attempts.failed(attempt, failure);
        Interruption broken = interruption;
        if (broken == null) {
            broken = new Interruption(onInterruption(), failure, delivered);
            interruption = broken;
        }
        broken.delivered(delivered);
        if (failure.kind() == FailureKind.CALLER_DEADLINE) {
            return fail(failures -> failures.deadlineExceeded(attempts.log()));
        }
        if (!broken.mayGoOn(planner.settings().maxResumes()) || !attempts.areLeft()) {
            return fail(failures -> failures.attemptsExhausted(attempts.log()));
        }
        broken.resumed();
        roster.ruleOut(attempt.member());
        if (mode == CallMode.STREAM && terms.until() == null) {
            deadline = deadlineFrom(now());
        }
        return next();
    }

    /**
     * Ends an attempt to carry on whose text does not join what the caller has, and decides what follows. Blames nobody.
     *
     * @param attempt the attempt
     */
    public synchronized Decision doesNotJoin(Attempt attempt) {
        attempts.released(attempt);
        Interruption broken = interruption;
        if (broken != null && broken.rejected(attempt.continuation()) && attempts.areLeft()) {
            retryNext = attempt.member();
        } else {
            roster.ruleOut(attempt.member());
        }
        return attempts.areLeft() ? next() : fail(failures -> failures.attemptsExhausted(attempts.log()));
    }

    /** Ends an attempt whose caller left: counts neither for nor against the provider. */
    public synchronized void cancelled(Attempt attempt) {
        attempts.released(attempt);
        abandoned();
    }

    /** Ends a call whose caller left while no attempt was under way. */
    public synchronized void abandoned() {
        waitIsOver();
        outcome.abandoned();
    }

    /**
     * Ends a call that our own code, or code of the application in our midst, broke.
     *
     * @param failure what the caller gets
     */
    public synchronized void broken(Throwable failure) {
        waitIsOver();
        if (hedging != null) {
            hedging.end();
        }
        outcome.broken(failure);
    }

    private void waitIsOver() {
        waiting.ended();
        waiting = WaitTrace.NONE;
    }

    /**
     * Returns how the call failed, where something else than a provider may answer it in their place: it is over only with
     * {@link #degraded}, {@link #notDegraded} or {@link #abandoned()} then. {@code null} where it is over, or goes on.
     */
    public synchronized @Nullable FailoverException unserved() {
        return unserved;
    }

    /**
     * Ends a call that no provider served with an answer in their place.
     *
     * @param tier what answers
     * @return how the call was served
     */
    public synchronized FailoverReport degraded(Degradation tier) {
        unserved = null;
        return outcome.degraded(tier);
    }

    /** Ends a call that no provider served, since nothing else answers it either. */
    public synchronized void notDegraded() {
        FailoverException failure = unserved;
        unserved = null;
        if (failure != null) {
            outcome.failed(failure);
        }
    }

    private Decision goOnAfter(Attempt attempt, Failure failure, Reaction reaction) {
        if (!attempts.areLeft()) {
            return fail(failures -> failures.attemptsExhausted(attempts.log()));
        }
        Decision retry = retrySame(attempt.member(), failure, reaction);
        if (retry != null) {
            return retry;
        }
        ruleOut(attempt.member(), reaction);
        return next();
    }

    private void ruleOut(ChainMember failed, Reaction reaction) {
        roster.ruleOut(failed);
        if (reaction.next() == Next.LARGER_CONTEXT_WINDOW) {
            roster.ruleOutWindowsNotLargerThan(failed);
        }
    }

    /** A target that will not go on is asked in another way; one that cannot is left, whatever it says of the request. */
    private Decision continuationFailed(Interruption broken, Attempt attempt, Failure failure, Reaction reaction) {
        if (failure.kind().fault() == Fault.REQUEST && attempts.areLeft() && broken.rejected(attempt.continuation())) {
            retryNext = attempt.member();
            return next();
        }
        return goOnAfter(attempt, failure, reaction);
    }

    private Ask ask(ChainMember member, Permit permit) {
        return new Ask(attempts.begin(
                member, permit, deadline, interruption == null ? null : interruption.continuationBy(member)));
    }

    private @Nullable Decision retrySame(ChainMember member, Failure failure, Reaction reaction) {
        long wait = SameProviderRetry.nanosBefore(
                member, roster.requirements(), failure, reaction, attempts.retriesOfLast(), planner.random());
        if (wait == SameProviderRetry.NONE
                || wait >= deadline.left(now())
                || !planner.budget().tryTake()) {
            return null;
        }
        attempts.retriesLast();
        retryNext = member;
        return pause(wait, WaitReason.RETRY);
    }

    private Decision nobodyTakesRequests() {
        Soonest soonest =
                roster.soonest(attempts.log(), planner.settings().whenUnavailable() == WhenUnavailable.TRY_SOONEST);
        if (!soonest.anyEligible()) {
            return fail(failures -> failures.noEligibleProvider(roster.chain(), roster.requirements()));
        }
        if (!patience.isTried() && soonest.anyUntried() && attempts.log().isEmpty()) {
            announceAllUnavailable(soonest.inNanos());
        }
        Decision decision =
                soonest.member() == null ? null : awaitOrTry(soonest.member(), soonest.inNanos(), soonest.anyHeld());
        return decision != null
                ? decision
                : fail(failures -> failures.nobodyCouldServe(
                        attempts.log(), roster.chain(), roster.requirements(), soonest.inNanos()));
    }

    private @Nullable Decision awaitOrTry(ChainMember soonest, long in, boolean anyHeld) {
        return switch (planner.settings().whenUnavailable()) {
            case FAIL -> null;
            case WAIT -> {
                long wait = patience.nanosForSoonest(in, Math.min(deadline.left(now()), worthWaiting()), anyHeld);
                if (wait == Patience.NONE) {
                    yield null;
                }
                roster.readmit(soonest);
                yield pause(wait, WaitReason.UNAVAILABLE);
            }
            case TRY_SOONEST -> {
                Permit permit = roster.isRuledOut(soonest) ? null : soonest.acquireAnyway(roster.requirements());
                yield permit == null ? null : ask(soonest, permit);
            }
        };
    }

    /** Where something else can answer, a caller is not kept waiting for long. */
    private long worthWaiting() {
        Duration most = terms.degradation();
        // One more, since a wait has to end before what it is measured against.
        return most == null ? Long.MAX_VALUE : Deadline.after(0, most).at() - patience.waitedForSoonest() + 1;
    }

    private Wait pause(long nanos, WaitReason reason) {
        attempts.waits(nanos);
        waiting = trace.waitBegins(reason, Duration.ofNanos(nanos));
        return new Wait(nanos);
    }

    /** Of a call nobody has received anything until it ends: there is nothing to fail with, and one can always restart. */
    private OnInterruption onInterruption() {
        OnInterruption wanted = terms.onInterruption() != null
                ? terms.onInterruption()
                : planner.settings().onInterruption();
        return mode == CallMode.CALL && wanted == OnInterruption.FAIL ? OnInterruption.RESTART : wanted;
    }

    private Deadline deadlineFrom(long now) {
        Duration own = terms.deadline();
        Instant until = terms.until();
        if (own == null && until != null) {
            return Deadline.after(now, Duration.between(planner.time().now(), until));
        }
        return Deadline.after(now, own == null ? planner.settings().deadline() : own);
    }

    private void announceAllUnavailable(long soonestIn) {
        Instant at = planner.time().now();
        planner.listener()
                .onAllProvidersUnavailable(new AllProvidersUnavailableEvent(
                        roster.chain().name(), at, soonestIn == Long.MAX_VALUE ? null : at.plusNanos(soonestIn)));
    }

    /**
     * Ends the call. What is still under way is ended first, so that the report knows of it. Once the subscriber has
     * received something, however the call ends, it ends as a stream that broke.
     */
    private Fail fail(Function<CallFailures, FailoverException> reason) {
        if (hedging != null) {
            hedging.end();
        }
        CallFailures failures = outcome.failures();
        Interruption broken = interruption;
        FailoverException exception = broken == null || mode == CallMode.CALL
                ? reason.apply(failures)
                : failures.streamInterrupted(
                        attempts.log(), broken.first(), broken.delivered().text());
        if (isDegradable(exception)) {
            unserved = exception;
        } else {
            outcome.failed(exception);
        }
        return new Fail(exception);
    }

    /** A request that is at fault itself, or that nobody may have, is not one that an outage keeps from its answer. */
    private boolean isDegradable(FailoverException exception) {
        return terms.degradation() != null
                && (exception instanceof AllProvidersFailedException
                        || exception instanceof NoProviderAvailableException
                        || exception instanceof DeadlineExceededException);
    }

    private long now() {
        return planner.time().nanoTime();
    }
}
