package io.github.llmfailover.plan;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.Degradation;
import io.github.llmfailover.FailoverException;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.routing.ChainMember;
import io.github.llmfailover.trace.CallTrace;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** How one call ends: told to the listener once, and to the caller in a report or an exception. */
final class CallOutcome {

    private final CallPlanner planner;

    private final Roster roster;

    private final CallMode mode;

    private final AttemptLog log;

    private final long startedAt;

    private final CallTrace trace;

    private boolean restarted;

    private boolean over;

    CallOutcome(CallPlanner planner, Roster roster, CallMode mode, AttemptLog log, CallTrace trace) {
        this.planner = planner;
        this.roster = roster;
        this.mode = mode;
        this.log = log;
        this.trace = trace;
        this.startedAt = planner.time().nanoTime();
    }

    long startedAt() {
        return startedAt;
    }

    /** Notes that the answer was begun anew. */
    void restarted() {
        restarted = true;
        log.restarted();
    }

    FailoverReport served(ChainMember member, @Nullable String model) {
        FailoverReport report = report(member, model);
        end(report, null);
        return report;
    }

    /** Ends the call with an answer that no provider gave. */
    FailoverReport degraded(Degradation tier) {
        FailoverReport report = tier.failure().report().degradedTo(tier);
        if (!over) {
            planner.listener().onDegraded(report);
        }
        end(report, null);
        return report;
    }

    void failed(FailoverException exception) {
        end(exception.report(), exception);
    }

    void abandoned() {
        end(report(null, null), new CancellationException("The caller left"));
    }

    /** Something of our own or of the application's is broken: the call ends in it. */
    void broken(Throwable failure) {
        end(report(null, null), failure);
    }

    /** Returns the exceptions that the call can end in as it stands now. */
    CallFailures failures() {
        return new CallFailures(report(null, null));
    }

    private FailoverReport report(@Nullable ChainMember served, @Nullable String model) {
        return new FailoverReport(
                roster.chain().name(),
                mode,
                served == null ? null : served.name(),
                model,
                served != null && roster.isNotFirstChoice(served),
                false,
                restarted,
                log.reports());
    }

    private void end(FailoverReport report, @Nullable Throwable failure) {
        if (!over) {
            over = true;
            Duration duration = Duration.ofNanos(Math.max(0, planner.time().nanoTime() - startedAt));
            planner.listener().onCallEnded(report, duration, failure);
            trace.ended(report, failure);
        }
    }
}
