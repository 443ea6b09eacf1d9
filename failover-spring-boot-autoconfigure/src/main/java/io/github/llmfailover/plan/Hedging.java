package io.github.llmfailover.plan;

import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.routing.Selection;
import org.jspecify.annotations.Nullable;

/**
 * The second request that one call may make beside a slow one, and which of the two serves: the first to commit does, and
 * the other one is beaten, whatever still comes of it.
 */
final class Hedging {

    private final CallPlanner planner;

    private final Roster roster;

    private final Attempts attempts;

    private final boolean streamed;

    private @Nullable Attempt first;

    /** {@code null} until one has been asked; there is never a third. */
    private @Nullable Attempt second;

    private @Nullable Attempt serving;

    Hedging(CallPlanner planner, Roster roster, Attempts attempts, boolean streamed) {
        this.planner = planner;
        this.roster = roster;
        this.attempts = attempts;
        this.streamed = streamed;
    }

    /**
     * Returns how long an attempt may be without content before another one is asked; {@link Long#MAX_VALUE} for ever. One
     * that tests a provider after an outage is given its time: were it beaten it would say nothing, and a half-open breaker
     * whose tests all say nothing stays half-open for as long as the provider hangs.
     */
    long nanosBefore(Attempt attempt) {
        if (attempt.continuation() != null || attempt.permit().isTest()) {
            return Long.MAX_VALUE;
        }
        HedgeSettings settings = planner.settings().hedging();
        long usual = settings.afterOwnP95() ? p95Of(attempt.member().health()) : -1;
        return usual < 0 ? settings.after().toNanos() : usual;
    }

    private long p95Of(ProviderHealth health) {
        return (streamed ? health.usualFirstToken() : health.usualLatency()).p95Nanos();
    }

    /** Asks another provider beside one that is slow. Returns {@code null} where that must not be, or nobody is there. */
    @Nullable
    Attempt begin(Attempt slow, Deadline deadline) {
        if (second != null
                || !slow.isUnderWay()
                || slow.permit().isTest()
                || slow.firstTokenNanos() >= 0
                || !attempts.areLeft()
                || !planner.hedges().isLeft()) {
            return null;
        }
        Selection beside = roster.selectBeside(slow.member(), planner.selector());
        if (beside == null) {
            return null;
        }
        if (!isAffordable()) {
            beside.permit().released();
            return null;
        }
        first = slow;
        second = attempts.beginHedge(beside.member(), beside.permit(), deadline);
        return second;
    }

    private boolean isAffordable() {
        if (!planner.hedges().tryTake()) {
            return false;
        }
        if (planner.budget().tryTake()) {
            return true;
        }
        planner.hedges().giveBack();
        return false;
    }

    /** Claims the call for an attempt. Returns whether it is that one's, now or already. */
    boolean claims(Attempt attempt) {
        if (attempt != first && attempt != second) {
            return true;
        }
        if (serving == null && attempt.isUnderWay()) {
            serving = attempt;
            if (attempt == second) {
                attempts.goesOverToHedge(FailureKind.SUPERSEDED);
            }
        }
        return serving == attempt;
    }

    boolean isBeaten(Attempt attempt) {
        return serving != null && serving != attempt && (attempt == first || attempt == second);
    }

    /** Notes that an attempt has failed. Returns whether the call goes on with the other one alone. */
    boolean goesOnWithout(Attempt failed, FailureKind kind) {
        if (failed == second) {
            return first != null && first.isUnderWay();
        }
        if (failed == first && second != null && second.isUnderWay()) {
            attempts.goesOverToHedge(kind);
            return true;
        }
        return false;
    }

    /** The call is over: what is still under way is not wanted any more. */
    void end() {
        if (first != null && second != null) {
            attempts.released(first, FailureKind.SUPERSEDED);
            attempts.released(second, FailureKind.SUPERSEDED);
        }
    }
}
