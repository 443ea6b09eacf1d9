package io.github.llmfailover.plan;

import io.github.llmfailover.AllProvidersUnavailableEvent;
import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.CallMode;
import io.github.llmfailover.FailoverException;
import io.github.llmfailover.FailoverOccurredEvent;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.Reaction;
import io.github.llmfailover.failure.Reaction.Next;
import io.github.llmfailover.health.Permit;
import io.github.llmfailover.plan.Decision.Ask;
import io.github.llmfailover.plan.Decision.Fail;
import io.github.llmfailover.plan.Decision.Wait;
import io.github.llmfailover.provider.RetrySettings;
import io.github.llmfailover.routing.Chain;
import io.github.llmfailover.routing.ChainMember;
import io.github.llmfailover.routing.Requirements;
import io.github.llmfailover.routing.Selection;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Decides what one call does next: whom to ask, whether to retry, wait or give up, and with which exception. It does no
 * I/O, starts no thread and knows no clock but the one it is given; a driver carries out its decisions and tells it what
 * came of them. One plan serves one call.
 *
 * <p>Safe for use from any thread, one at a time: a lock that only this call's threads can ever want guards it, since a
 * stream's signals, its watchdog and its subscriber's cancellation come on different threads.
 */
public final class CallPlan {

    private final CallPlanner planner;

    private final Chain chain;

    private final Requirements requirements;

    private final CallMode mode;

    private final Deadline deadline;

    private final long startedAt;

    private final AttemptLog log = new AttemptLog();

    /** Members that this call does not ask again; {@code null} while there are none. */
    private @Nullable BitSet ruledOut;

    private @Nullable ChainMember retryNext;

    private int retriesOfCurrent;

    private @Nullable ChainMember lastAsked;

    private @Nullable FailureKind lastFailure;

    private long waitedSinceLastAttempt;

    private int waits;

    private int attempts;

    private boolean over;

    CallPlan(CallPlanner planner, Chain chain, Requirements requirements, CallMode mode, Duration deadline) {
        this.planner = planner;
        this.chain = chain;
        this.requirements = requirements;
        this.mode = mode;
        this.startedAt = planner.time().nanoTime();
        this.deadline = Deadline.after(startedAt, deadline);
    }

    /** Returns the deadline of the call. */
    public Deadline deadline() {
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
            ruleOut(retry);
        }
        Selection selection = planner.selector().select(chain, requirements, ruledOut);
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
        AttemptReport report = AttemptLog.report(attempt, null, now, inputTokens, outputTokens);
        if (attempt.end()) {
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
     * Ends an attempt that failed before anything reached the caller, and decides what follows.
     *
     * @param attempt the attempt
     * @param failure how it failed
     */
    public synchronized Decision failed(Attempt attempt, Failure failure) {
        Reaction reaction = end(attempt, failure);
        if (failure.kind() == FailureKind.CALLER_DEADLINE) {
            return fail(failures().deadlineExceeded(log));
        }
        if (reaction.next() == Next.STOP) {
            return fail(failures().requestRejected(log));
        }
        if (attempts >= planner.settings().maxAttempts()) {
            return fail(failures().attemptsExhausted(log));
        }
        Decision retry = retrySame(attempt.member(), failure, reaction);
        if (retry != null) {
            return retry;
        }
        ruleOut(attempt.member());
        if (reaction.next() == Next.LARGER_CONTEXT_WINDOW) {
            ruleOutWindowsNotLargerThan(attempt.member());
        }
        return next();
    }

    /**
     * Ends an attempt that failed after its first content had reached the caller, and the call with it.
     *
     * @param attempt the attempt
     * @param failure how it failed
     * @param partialText what the caller has received
     */
    public synchronized FailoverException interrupted(Attempt attempt, Failure failure, String partialText) {
        end(attempt, failure);
        return fail(failures().streamInterrupted(log, failure, partialText)).exception();
    }

    /** Ends an attempt whose caller left: counts neither for nor against the provider. */
    public synchronized void cancelled(Attempt attempt) {
        if (attempt.end()) {
            attempt.permit().released();
            AttemptReport report = AttemptLog.report(attempt, Failure.of(FailureKind.CANCELLED), now(), 0, 0);
            log.add(report);
            planner.listener().onAttemptEnded(report);
        }
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

    private Reaction end(Attempt attempt, Failure failure) {
        Reaction reaction = planner.rules().reactionTo(failure.kind());
        if (attempt.end()) {
            long now = now();
            attempt.permit().failed(failure, reaction, now - attempt.startedAt(), attempt.modelNamedByCaller());
            AttemptReport report = AttemptLog.report(attempt, failure, now, 0, 0);
            log.add(report);
            log.add(failure);
            lastFailure = failure.kind();
            planner.listener().onAttemptEnded(report);
        }
        return reaction;
    }

    private Ask ask(ChainMember member, Permit permit) {
        long now = now();
        if (lastAsked != member) {
            if (lastAsked != null) {
                announceFailover(lastAsked, member, lastFailure);
            } else if (isNotFirstChoice(member)) {
                announceFailover(firstEligible(), member, null);
            }
            retriesOfCurrent = 0;
            lastAsked = member;
        }
        attempts++;
        long limit = (mode == CallMode.STREAM
                        ? member.provider().settings().timeouts().firstToken()
                        : member.provider().settings().timeouts().response())
                .toNanos();
        Attempt attempt =
                new Attempt(member, permit, limit, deadline, waitedSinceLastAttempt, now, isNotFirstChoice(member));
        waitedSinceLastAttempt = 0;
        return new Ask(attempt);
    }

    private @Nullable Decision retrySame(ChainMember member, Failure failure, Reaction reaction) {
        RetrySettings retry = member.provider().settings().retry();
        if (retriesOfCurrent >= retry.max()) {
            return null;
        }
        long left = deadline.left(now());
        if (failure.kind() == FailureKind.RATE_LIMITED) {
            Duration retryAfter = failure.retryAfter();
            if (retryAfter == null || retry.maxWait().isZero() || retryAfter.compareTo(retry.maxWait()) > 0) {
                return null;
            }
            long wait = Math.max(retryAfter.toNanos(), member.health().nanosUntilAvailable());
            return wait < left && planner.budget().tryTake() ? retryAfter(member, wait) : null;
        }
        if (!reaction.retrySameProvider()) {
            return null;
        }
        long wait = Backoff.fullJitter(retry.backoff().toNanos(), retriesOfCurrent, planner.random());
        return wait < left && planner.budget().tryTake() ? retryAfter(member, wait) : null;
    }

    private Decision retryAfter(ChainMember member, long wait) {
        retriesOfCurrent++;
        retryNext = member;
        return pause(wait);
    }

    private Decision nobodyTakesRequests() {
        ChainMember soonest = null;
        long soonestIn = Long.MAX_VALUE;
        boolean anyEligible = false;
        boolean anyUntried = false;
        for (ChainMember member : chain.members()) {
            if (!requirements.admit(member)) {
                continue;
            }
            anyEligible = true;
            boolean tried = ruledOut != null && ruledOut.get(member.position());
            anyUntried |= !tried;
            // Having failed in this call already, only a provider that asked for a pause is worth waiting for.
            boolean worthWaiting = !tried || lastFailureOf(member) == FailureKind.RATE_LIMITED;
            long in = worthWaiting ? member.health().nanosUntilAvailable() : Long.MAX_VALUE;
            if (in < soonestIn) {
                soonest = member;
                soonestIn = in;
            }
        }
        if (!anyEligible) {
            return fail(failures().noEligibleProvider(chain, requirements));
        }
        if (waits == 0 && anyUntried && log.isEmpty()) {
            announceAllUnavailable(soonestIn);
        }
        if (soonest != null) {
            Decision decision = awaitOrTry(soonest, soonestIn);
            if (decision != null) {
                return decision;
            }
        }
        return fail(failures().nobodyCouldServe(log, chain, requirements, soonestIn));
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
                if (ruledOut != null) {
                    ruledOut.clear(soonest.position());
                }
                yield pause(wait);
            }
            case TRY_SOONEST -> {
                if (ruledOut != null && ruledOut.get(soonest.position())) {
                    yield null;
                }
                Permit permit = soonest.health().acquireAnyway();
                yield permit == null ? null : ask(soonest, permit);
            }
        };
    }

    private @Nullable FailureKind lastFailureOf(ChainMember member) {
        for (int i = log.reports().size() - 1; i >= 0; i--) {
            AttemptReport report = log.reports().get(i);
            if (report.provider().equals(member.name())) {
                return report.failure();
            }
        }
        return null;
    }

    private Wait pause(long nanos) {
        waitedSinceLastAttempt += nanos;
        return new Wait(nanos);
    }

    private void ruleOut(ChainMember member) {
        if (ruledOut == null) {
            ruledOut = new BitSet(chain.size());
        }
        ruledOut.set(member.position());
    }

    private void ruleOutWindowsNotLargerThan(ChainMember tooSmall) {
        int window = tooSmall.provider().settings().contextWindow();
        if (window == 0) {
            return;
        }
        for (ChainMember member : chain.members()) {
            int other = member.provider().settings().contextWindow();
            if (other != 0 && other <= window) {
                ruleOut(member);
            }
        }
    }

    private boolean isNotFirstChoice(ChainMember member) {
        return member.position() > 0 && member != firstEligible();
    }

    private ChainMember firstEligible() {
        int position = 0;
        while (!requirements.admit(chain.member(position))) {
            position++;
        }
        return chain.member(position);
    }

    private void announceFailover(ChainMember from, ChainMember to, @Nullable FailureKind reason) {
        planner.listener()
                .onFailover(new FailoverOccurredEvent(
                        chain.name(),
                        from.name(),
                        to.name(),
                        reason,
                        planner.time().now()));
    }

    private void announceAllUnavailable(long soonestIn) {
        Instant at = planner.time().now();
        planner.listener()
                .onAllProvidersUnavailable(new AllProvidersUnavailableEvent(
                        chain.name(), at, soonestIn == Long.MAX_VALUE ? null : at.plusNanos(soonestIn)));
    }

    private FailoverReport report(@Nullable ChainMember served, @Nullable String model) {
        return new FailoverReport(
                chain.name(),
                mode,
                served == null ? null : served.name(),
                model,
                served != null && isNotFirstChoice(served),
                false,
                log.reports());
    }

    private CallFailures failures() {
        return new CallFailures(report(null, null));
    }

    private Fail fail(FailoverException exception) {
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
