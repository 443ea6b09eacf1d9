package io.github.llmfailover.plan;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.FailoverOccurredEvent;
import io.github.llmfailover.TokenUsage;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.Reaction;
import io.github.llmfailover.health.Permit;
import io.github.llmfailover.provider.Timeouts;
import io.github.llmfailover.routing.ChainMember;
import io.github.llmfailover.trace.AttemptKind;
import io.github.llmfailover.trace.CallTrace;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The attempts of one call: how each begins, and how each ends for its breaker, the listener and the report. */
final class Attempts {

    private final CallPlanner planner;

    private final Roster roster;

    private final CallTerms terms;

    private final boolean streamed;

    private final CallTrace trace;

    private final AttemptLog log = new AttemptLog();

    private @Nullable ChainMember lastAsked;

    private @Nullable FailureKind lastFailure;

    private long waitedSinceLast;

    private int retriesOfLast;

    private int begun;

    /** The attempt that was asked beside another; {@code null} where there was none. */
    private @Nullable Attempt hedge;

    Attempts(CallPlanner planner, Roster roster, CallTerms terms, boolean streamed, CallTrace trace) {
        this.planner = planner;
        this.roster = roster;
        this.terms = terms;
        this.streamed = streamed;
        this.trace = trace;
    }

    AttemptLog log() {
        return log;
    }

    /** Whether {@code max-attempts} allows another one. */
    boolean areLeft() {
        return begun < planner.settings().maxAttempts();
    }

    /** Returns how many times the provider that was asked last is being asked again in a row. */
    int retriesOfLast() {
        return retriesOfLast;
    }

    /** Notes that the provider that was asked last will be asked again. */
    void retriesLast() {
        retriesOfLast++;
    }

    /** Notes that the call waits before its next attempt. */
    void waits(long nanos) {
        waitedSinceLast += nanos;
    }

    Attempt begin(ChainMember member, Permit permit, Deadline deadline, @Nullable Continuation continuation) {
        AttemptKind kind = AttemptKind.RETRY;
        if (lastAsked != member) {
            kind = lastAsked == null ? AttemptKind.FIRST : AttemptKind.FAILOVER;
            if (lastAsked != null) {
                announceFailover(lastAsked, member, lastFailure);
            } else {
                roster.asked(member);
                ChainMember preferred = roster.firstChoice();
                if (preferred != null && preferred != member) {
                    announceFailover(preferred, member, null);
                }
            }
            retriesOfLast = 0;
            lastAsked = member;
        }
        return asked(member, permit, deadline, continuation, continuation == null ? kind : kindOf(continuation));
    }

    /** Begins an attempt beside the one that is under way. Whether the call goes over to it shows later. */
    Attempt beginHedge(ChainMember member, Permit permit, Deadline deadline) {
        Attempt attempt = asked(member, permit, deadline, null, AttemptKind.HEDGE);
        hedge = attempt;
        return attempt;
    }

    private static AttemptKind kindOf(Continuation continuation) {
        return continuation == Continuation.RESTART ? AttemptKind.RESTART : AttemptKind.RESUME;
    }

    private Attempt asked(
            ChainMember member,
            Permit permit,
            Deadline deadline,
            @Nullable Continuation continuation,
            AttemptKind kind) {
        begun++;
        long now = planner.time().nanoTime();
        Timeouts configured = member.provider().settings().timeouts();
        Timeouts timeouts = configured.overriddenBy(terms.timeouts());
        long own = limit(timeouts);
        long slice = FairSlice.of(
                member, own, deadline.left(now), roster, planner.settings().maxAttempts() - begun, streamed);
        Attempt attempt = new Attempt(
                member,
                permit,
                timeouts,
                slice,
                own < limit(configured) || (slice < own && terms.boundByCaller()),
                deadline,
                waitedSinceLast,
                now,
                roster.isNotFirstChoice(member),
                continuation,
                trace.attemptBegins(member.provider(), kind));
        waitedSinceLast = 0;
        return attempt;
    }

    private long limit(Timeouts timeouts) {
        return (streamed ? timeouts.firstToken() : timeouts.response()).toNanos();
    }

    /** Notes that the call goes on with the attempt that was asked beside another. */
    void goesOverToHedge(FailureKind reason) {
        ChainMember from = lastAsked;
        Attempt to = hedge;
        if (from != null && to != null && from != to.member()) {
            announceFailover(from, to.member(), reason);
            lastAsked = to.member();
            retriesOfLast = 0;
        }
    }

    void firstToken(Attempt attempt) {
        attempt.firstToken(planner.time().nanoTime());
        attempt.trace().firstToken();
        planner.listener().onFirstToken(attempt.member().name(), Duration.ofNanos(attempt.firstTokenNanos()));
    }

    void succeeded(Attempt attempt, @Nullable String model, TokenUsage usage) {
        if (attempt.end()) {
            long now = planner.time().nanoTime();
            attempt.used(usage);
            long duration = now - attempt.startedAt();
            attempt.permit().succeeded(attempt.firstTokenNanos(), duration, usage.input(), usage.output());
            try {
                planner.selector()
                        .answered(
                                roster.requirements(),
                                attempt.member(),
                                attempt.firstTokenNanos() == Permit.NOT_SEEN ? duration : attempt.firstTokenNanos());
            } finally {
                ended(attempt, null, model, now);
            }
        }
    }

    Reaction failed(Attempt attempt, Failure failure) {
        Reaction reaction = planner.rules().reactionTo(failure.kind());
        if (attempt.end()) {
            long now = planner.time().nanoTime();
            if (blamesNobody(attempt, failure.kind())) {
                attempt.permit().released();
            } else {
                attempt.permit().failed(failure, reaction, now - attempt.startedAt(), attempt.modelNamedByCaller());
                if (failure.kind().fault() == FailureKind.Fault.PROVIDER) {
                    planner.selector().failed(attempt.member(), now - attempt.startedAt());
                }
            }
            log.add(failure);
            lastFailure = failure.kind();
            ended(attempt, failure, null, now);
        }
        return reaction;
    }

    /** What passes a limit that is only the caller's own may have been well on its way. */
    private boolean blamesNobody(Attempt attempt, FailureKind kind) {
        return switch (kind) {
            case NO_FIRST_TOKEN, NO_RESPONSE -> attempt.callersLimit();
            case STALLED ->
                isStricter(
                        attempt.timeouts(),
                        attempt.member().provider().settings().timeouts());
            default -> false;
        };
    }

    private static boolean isStricter(Timeouts wanted, Timeouts configured) {
        return wanted.stall().compareTo(configured.stall()) < 0
                || !wanted.pace().equals(configured.pace());
    }

    /** Ends an attempt that says nothing of the provider: its caller left, or what it wrote is of no use here. */
    void released(Attempt attempt) {
        released(attempt, FailureKind.CANCELLED);
    }

    /** Ends an attempt that says nothing of the provider. */
    void released(Attempt attempt, FailureKind why) {
        if (attempt.end()) {
            attempt.permit().released();
            ended(attempt, Failure.of(why), null, planner.time().nanoTime());
        }
    }

    private void ended(Attempt attempt, @Nullable Failure failure, @Nullable String model, long now) {
        AttemptReport report = AttemptLog.report(attempt, failure, now);
        log.add(report);
        planner.listener().onAttemptEnded(report);
        attempt.trace().ended(report, model);
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
}
