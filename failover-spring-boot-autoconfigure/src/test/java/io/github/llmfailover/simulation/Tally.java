package io.github.llmfailover.simulation;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what happens in one run. */
final class Tally {

    /** How a call can end. */
    enum End {
        ANSWERED,
        FAILED,
        CANCELLED
    }

    /** The first calls after an outage, two sliding windows of a breaker with its defaults. */
    private static final int TWO_WINDOWS = 40;

    private static final long SOON = Duration.ofSeconds(10).toNanos();

    private static final int FEW_CALLS = 5;

    private final Scenario scenario;

    final BudgetWatch budget = new BudgetWatch();

    private final long[] ends = new long[End.values().length];

    long calls;

    long attempts;

    long hedges;

    long askedWhileOpen;

    long worstOverrun;

    private long callsDuring;

    private long attemptsDuring;

    private long begunAfter;

    private long callsAfter;

    private long attemptsAfter;

    private int endedDuring;

    private long fifthEndedAt = Long.MAX_VALUE;

    Tally(Scenario scenario) {
        this.scenario = scenario;
    }

    /** Returns in which part of the scenario a call begins: 0 before its outage, 1 during it, 2 well after it, 3 else. */
    int callBegins(long now) {
        calls++;
        budget.called(now);
        Outage outage = scenario.outage();
        if (outage == null || now < outage.fromNanos()) {
            return 0;
        }
        if (outage.holdsAt(now)) {
            return 1;
        }
        return ++begunAfter > TWO_WINDOWS ? 2 : 3;
    }

    void callEnded(int part, int itsAttempts, End end, long now) {
        attempts += itsAttempts;
        ends[end.ordinal()]++;
        if (part == 1) {
            callsDuring++;
            attemptsDuring += itsAttempts;
            if (++endedDuring == FEW_CALLS) {
                fifthEndedAt = now;
            }
        } else if (part == 2) {
            callsAfter++;
            attemptsAfter += itsAttempts;
        }
    }

    long ended(End end) {
        return ends[end.ordinal()];
    }

    double amplificationDuring() {
        return callsDuring == 0 ? 0 : (double) attemptsDuring / callsDuring;
    }

    Map<Invariant, Double> figures(Collection<SimulatedProvider> providers, int permitsLeft) {
        Map<Invariant, Double> figures = new EnumMap<>(Invariant.class);
        figures.put(Invariant.ASKED_WHILE_OPEN, (double) askedWhileOpen);
        figures.put(Invariant.PERMITS_LEFT, (double) permitsLeft);
        figures.put(Invariant.DEADLINE_OVERRUN, worstOverrun / 1e6);
        figures.put(Invariant.BUDGET_USED, budget.mostUsed(Scenario.BUDGET_RATIO, Scenario.BUDGET_PER_SECOND));
        figures.put(Invariant.HEDGES, hedges / (scenario.plan().hedging().maxRatio() * calls + 1));
        int halfOpen = 0;
        int late = 0;
        int tooSoon = 0;
        int falseOpenings = 0;
        long turnedAway = 0;
        for (SimulatedProvider each : providers) {
            halfOpen = Math.max(halfOpen, each.watch().mostHalfOpen);
            late += each.watch().lateTransitions;
            tooSoon += each.watch().tooSoon;
            falseOpenings += scenario.well().contains(each.name()) ? each.watch().openings : 0;
            turnedAway += each.turnedAway;
        }
        figures.put(Invariant.HALF_OPEN_UNDER_WAY, (double) halfOpen);
        figures.put(Invariant.LATE_TRANSITIONS, (double) late);
        figures.put(Invariant.REOPENED_TOO_SOON, (double) tooSoon);
        figures.put(Invariant.FALSE_OPENINGS, (double) falseOpenings);
        figures.put(Invariant.TURNED_AWAY, (double) turnedAway);
        figures.put(Invariant.UNSERVED, (double) ended(End.FAILED) / calls);
        Outage outage = scenario.outage();
        if (outage != null) {
            figures.put(Invariant.AMPLIFICATION_DURING, amplificationDuring());
            if (callsAfter > 0) {
                figures.put(Invariant.AMPLIFICATION_AFTER, (double) attemptsAfter / callsAfter);
            }
            if (scenario.hard()) {
                figures.put(
                        Invariant.OPENED_LATE,
                        secondsLate(outage, providers.iterator().next().watch().firstOpenedAt));
            }
        }
        return figures;
    }

    private double secondsLate(Outage outage, long openedAt) {
        long due = Math.max(outage.fromNanos() + SOON, fifthEndedAt);
        if (openedAt < 0) {
            return due < outage.untilNanos() ? Double.POSITIVE_INFINITY : 0;
        }
        // An opening before the outage would say nothing of how soon it was noticed.
        return openedAt < outage.fromNanos() ? Double.POSITIVE_INFINITY : Math.max(0, openedAt - due) / 1e9;
    }

    /** Returns how long after the outage began the first breaker opened, in seconds; {@code null} where it did not. */
    @Nullable
    Double openedAfter(SimulatedProvider first) {
        Outage outage = scenario.outage();
        long at = first.watch().firstOpenedAt;
        return outage == null || at < 0 ? null : (Double) ((at - outage.fromNanos()) / 1e9);
    }
}
