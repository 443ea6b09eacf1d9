package io.github.llmfailover.plan;

import io.github.llmfailover.AllProvidersUnavailableEvent;
import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.CallMode;
import io.github.llmfailover.FailoverException;
import io.github.llmfailover.FailoverOccurredEvent;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.FailureKind.Fault;
import io.github.llmfailover.failure.Reaction;
import io.github.llmfailover.failure.Reaction.Next;
import io.github.llmfailover.health.Permit;
import io.github.llmfailover.plan.Decision.Ask;
import io.github.llmfailover.plan.Decision.Fail;
import io.github.llmfailover.plan.Decision.Wait;
import io.github.llmfailover.provider.RetrySettings;
import io.github.llmfailover.provider.Timeouts;
import io.github.llmfailover.routing.ChainMember;
import io.github.llmfailover.routing.Selection;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
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

    private final CallPlanner planner;

    private final Roster roster;

    private final CallMode mode;

    private final CallTerms terms;

    private final long startedAt;

    private final AttemptLog log = new AttemptLog();

    private Deadline deadline;

    /** What broke, once the caller has received something; {@code null} before. */
    private @Nullable Interruption interruption;

    private @Nullable ChainMember retryNext;

    private int retriesOfCurrent;

    private @Nullable ChainMember lastAsked;

    private @Nullable FailureKind lastFailure;

    private long waitedSinceLastAttempt;

    private int waits;

    private int attempts;

    private boolean over;

    CallPlan(CallPlanner planner, Roster roster, CallMode mode, CallTerms terms) {
        this.planner = planner;
        this.roster = roster;
        this.mode = mode;
        this.terms = terms;
        this.startedAt = planner.time().nanoTime();
        this.deadline = deadlineFrom(startedAt);
    }

    /** Returns the deadline that holds now. */
    public synchronized Deadline deadline() {
        return deadline;
    }

    /**
     * Whether a refusal that came as an answer, not as an error, is handed to the caller as it is. So it is unless the
     * call may go around it.
     */
    public boolean refusalsAreAnswers() {
        return planner.rules().reactionTo(FailureKind.CONTENT_FILTERED).next() == Next.STOP;
    }

    /** Decides what to do first, and what to do after a wait. */
    public synchronized Decision next() {
        if (deadline.hasPassed(now())) {
            return fail(failures().deadlineExceeded(log));
        }
        ChainMember retry = retryNext;
        if (retry != null) {
            retryNext = null;
            Permit permit = retry.health().tryAcquire();
            if (permit != null) {
                return ask(retry, permit);
            }
            roster.ruleOut(retry);
        }
        Selection selection = roster.select(planner.selector());
        return selection != null ? ask(selection.member(), selection.permit()) : nobodyTakesRequests();
    }

    /** Notes that an attempt delivered its first content. A stream is committed from here on. */
    public synchronized void firstToken(Attempt attempt) {
        attempt.firstToken(now());
        planner.listener().onFirstToken(attempt.member().name(), Duration.ofNanos(attempt.firstTokenNanos()));
    }

    /**
     * Ends an attempt that was answered, and the call with it.
     *
     * @param attempt the attempt
     * @param model the model that the provider says has served; {@code null} where it does not say
     * @param inputTokens as the provider reported
     * @param outputTokens as the provider reported
     * @return how the call was served
     */
    public synchronized FailoverReport succeeded(
            Attempt attempt, @Nullable String model, long inputTokens, long outputTokens) {
        long now = now();
        if (attempt.end()) {
            attempt.used(inputTokens, outputTokens);
            AttemptReport report = AttemptLog.report(attempt, null, now);
            long duration = now - attempt.startedAt();
            long firstToken = attempt.firstTokenNanos() < 0 ? duration : attempt.firstTokenNanos();
            attempt.permit().succeeded(firstToken, duration, inputTokens, outputTokens);
            log.add(report);
            planner.listener().onAttemptEnded(report);
        }
        FailoverReport served = report(attempt.member(), model != null ? model : attempt.requestedModel());
        endCall(served, null);
        return served;
    }

    /**
     * Ends an attempt that failed before anything of it reached the caller, and decides what follows.
     *
     * @param attempt the attempt
     * @param failure how it failed
     */
    public synchronized Decision failed(Attempt attempt, Failure failure) {
        Reaction reaction = end(attempt, failure);
        if (interruption != null) {
            return continuationFailed(interruption, attempt, failure, reaction);
        }
        if (failure.kind() == FailureKind.CALLER_DEADLINE) {
            return fail(failures().deadlineExceeded(log));
        }
        if (reaction.next() == Next.STOP) {
            return fail(failures().requestRejected(log));
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
        end(attempt, failure);
        Interruption broken = interruption;
        if (broken == null) {
            broken = new Interruption(
                    terms.onInterruption() != null
                            ? terms.onInterruption()
                            : planner.settings().onInterruption(),
                    failure,
                    delivered);
            interruption = broken;
        }
        broken.delivered(delivered);
        if (!broken.mayGoOn(planner.settings().maxResumes())
                || attempts >= planner.settings().maxAttempts()) {
            return fail(failures().attemptsExhausted(log));
        }
        broken.resumed();
        roster.ruleOut(attempt.member());
        deadline = deadlineFrom(now());
        return next();
    }

    /**
     * Ends an attempt to carry on whose text does not join what the caller has, and decides what follows. Blames nobody.
     *
     * @param attempt the attempt
     */
    public synchronized Decision doesNotJoin(Attempt attempt) {
        release(attempt);
        Interruption broken = interruption;
        if (broken != null && broken.rejected(attempt.continuation()) && attemptsAreLeft()) {
            retryNext = attempt.member();
        } else {
            roster.ruleOut(attempt.member());
        }
        return attemptsAreLeft() ? next() : fail(failures().attemptsExhausted(log));
    }

    /** Ends an attempt whose caller left: counts neither for nor against the provider. */
    public synchronized void cancelled(Attempt attempt) {
        release(attempt);
        abandoned();
    }

    /** Ends a call whose caller left while no attempt was under way. */
    public synchronized void abandoned() {
        if (!over) {
            over = true;
            planner.listener()
                    .onCallEnded(report(null, null), sinceStart(), new CancellationException("The caller left"));
        }
    }

    private Decision goOnAfter(Attempt attempt, Failure failure, Reaction reaction) {
        if (!attemptsAreLeft()) {
            return fail(failures().attemptsExhausted(log));
        }
        Decision retry = retrySame(attempt.member(), failure, reaction);
        if (retry != null) {
            return retry;
        }
        roster.ruleOut(attempt.member());
        if (reaction.next() == Next.LARGER_CONTEXT_WINDOW) {
            roster.ruleOutWindowsNotLargerThan(attempt.member());
        }
        return next();
    }

    /** A target that will not go on is asked in another way; one that cannot is left, whatever it says of the request. */
    private Decision continuationFailed(Interruption broken, Attempt attempt, Failure failure, Reaction reaction) {
        if (failure.kind() == FailureKind.CALLER_DEADLINE) {
            return fail(failures().deadlineExceeded(log));
        }
        if (failure.kind().fault() == Fault.REQUEST && attemptsAreLeft() && broken.rejected(attempt.continuation())) {
            retryNext = attempt.member();
            return next();
        }
        return goOnAfter(attempt, failure, reaction);
    }

    private Reaction end(Attempt attempt, Failure failure) {
        Reaction reaction = planner.rules().reactionTo(failure.kind());
        if (attempt.end()) {
            long now = now();
            attempt.permit().failed(failure, reaction, now - attempt.startedAt(), attempt.modelNamedByCaller());
            AttemptReport report = AttemptLog.report(attempt, failure, now);
            log.add(report);
            log.add(failure);
            lastFailure = failure.kind();
            planner.listener().onAttemptEnded(report);
        }
        return reaction;
    }

    private void release(Attempt attempt) {
        if (attempt.end()) {
            attempt.permit().released();
            AttemptReport report = AttemptLog.report(attempt, Failure.of(FailureKind.CANCELLED), now());
            log.add(report);
            planner.listener().onAttemptEnded(report);
        }
    }

    private Ask ask(ChainMember member, Permit permit) {
        if (lastAsked != member) {
            if (lastAsked != null) {
                announceFailover(lastAsked, member, lastFailure);
            } else if (roster.isNotFirstChoice(member)) {
                announceFailover(roster.firstChoice(), member, null);
            }
            retriesOfCurrent = 0;
            lastAsked = member;
        }
        attempts++;
        Timeouts timeouts = member.provider().settings().timeouts();
        Duration limit = mode == CallMode.STREAM ? timeouts.firstToken() : timeouts.response();
        Attempt attempt = new Attempt(
                member,
                permit,
                limit.toNanos(),
                deadline,
                waitedSinceLastAttempt,
                now(),
                roster.isNotFirstChoice(member),
                interruption == null ? null : interruption.continuationBy(member));
        waitedSinceLastAttempt = 0;
        return new Ask(attempt);
    }

    private @Nullable Decision retrySame(ChainMember member, Failure failure, Reaction reaction) {
        RetrySettings retry = member.provider().settings().retry();
        if (retriesOfCurrent >= retry.max()) {
            return null;
        }
        long wait;
        if (failure.kind() == FailureKind.RATE_LIMITED) {
            Duration retryAfter = failure.retryAfter();
            if (retryAfter == null
                    || retryAfter.compareTo(retry.maxWait()) > 0
                    || retry.maxWait().isZero()) {
                return null;
            }
            wait = Math.max(retryAfter.toNanos(), member.health().nanosUntilAvailable());
        } else if (reaction.retrySameProvider()) {
            wait = Backoff.fullJitter(retry.backoff().toNanos(), retriesOfCurrent, planner.random());
        } else {
            return null;
        }
        if (wait >= deadline.left(now()) || !planner.budget().tryTake()) {
            return null;
        }
        retriesOfCurrent++;
        retryNext = member;
        return pause(wait);
    }

    private Decision nobodyTakesRequests() {
        ChainMember soonest = null;
        long soonestIn = Long.MAX_VALUE;
        boolean anyEligible = false;
        boolean anyUntried = false;
        for (ChainMember member : roster.chain().members()) {
            if (!roster.admits(member)) {
                continue;
            }
            anyEligible = true;
            boolean tried = roster.isRuledOut(member);
            anyUntried |= !tried;
            // Having failed in this call already, only a provider that asked for a pause is worth waiting for.
            boolean worthWaiting = !tried || log.lastFailureOf(member.name()) == FailureKind.RATE_LIMITED;
            long in = worthWaiting ? member.health().nanosUntilAvailable() : Long.MAX_VALUE;
            if (in < soonestIn) {
                soonest = member;
                soonestIn = in;
            }
        }
        if (!anyEligible) {
            return fail(failures().noEligibleProvider(roster.chain(), roster.requirements()));
        }
        if (waits == 0 && anyUntried && log.isEmpty()) {
            announceAllUnavailable(soonestIn);
        }
        Decision decision = soonest == null ? null : awaitOrTry(soonest, soonestIn);
        return decision != null
                ? decision
                : fail(failures().nobodyCouldServe(log, roster.chain(), roster.requirements(), soonestIn));
    }

    private @Nullable Decision awaitOrTry(ChainMember soonest, long in) {
        return switch (planner.settings().whenUnavailable()) {
            case FAIL -> null;
            case WAIT -> {
                long wait = Backoff.untilAvailable(in, waits, planner.random());
                if (wait >= deadline.left(now())) {
                    yield null;
                }
                waits++;
                roster.readmit(soonest);
                yield pause(wait);
            }
            case TRY_SOONEST -> {
                Permit permit =
                        roster.isRuledOut(soonest) ? null : soonest.health().acquireAnyway();
                yield permit == null ? null : ask(soonest, permit);
            }
        };
    }

    private Wait pause(long nanos) {
        waitedSinceLastAttempt += nanos;
        return new Wait(nanos);
    }

    private boolean attemptsAreLeft() {
        return attempts < planner.settings().maxAttempts();
    }

    private Deadline deadlineFrom(long now) {
        Duration own = terms.deadline();
        return Deadline.after(now, own == null ? planner.settings().deadline() : own);
    }

    private void announceFailover(ChainMember from, ChainMember to, @Nullable FailureKind reason) {
        planner.listener()
                .onFailover(new FailoverOccurredEvent(
                        roster.chain().name(),
                        from.name(),
                        to.name(),
                        reason,
                        planner.time().now()));
    }

    private void announceAllUnavailable(long soonestIn) {
        Instant at = planner.time().now();
        planner.listener()
                .onAllProvidersUnavailable(new AllProvidersUnavailableEvent(
                        roster.chain().name(), at, soonestIn == Long.MAX_VALUE ? null : at.plusNanos(soonestIn)));
    }

    private FailoverReport report(@Nullable ChainMember served, @Nullable String model) {
        return new FailoverReport(
                roster.chain().name(),
                mode,
                served == null ? null : served.name(),
                model,
                served != null && roster.isNotFirstChoice(served),
                false,
                log.reports());
    }

    private CallFailures failures() {
        return new CallFailures(report(null, null));
    }

    /** Once the caller has received something, however the call ends, it ends as a stream that broke. */
    private Fail fail(FailoverException reason) {
        Interruption broken = interruption;
        FailoverException exception = broken == null
                ? reason
                : failures()
                        .streamInterrupted(
                                log, broken.first(), broken.delivered().text());
        endCall(exception.report(), exception);
        return new Fail(exception);
    }

    private void endCall(FailoverReport report, @Nullable Throwable failure) {
        if (!over) {
            over = true;
            planner.listener().onCallEnded(report, sinceStart(), failure);
        }
    }

    private Duration sinceStart() {
        return Duration.ofNanos(Math.max(0, now() - startedAt));
    }

    private long now() {
        return planner.time().nanoTime();
    }
}
