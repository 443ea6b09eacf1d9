package io.github.llmfailover.simulation;

/** What must hold, as a figure that must not be above a limit. */
enum Invariant {
    ASKED_WHILE_OPEN("requests to a provider whose breaker is open", 0, true),
    HALF_OPEN_UNDER_WAY("requests under way in one half-open period, of 3 permitted", 3, true),
    LATE_TRANSITIONS("changes of state by what began in an earlier state", 0, true),
    PERMITS_LEFT("permits outstanding at the end", 0, true),
    DEADLINE_OVERRUN("milliseconds by which a call outlived its deadline", 0, true),
    REOPENED_TOO_SOON("breakers that were asked or opened again before their open time was over", 0, true),
    BUDGET_USED("retries and second requests in ten seconds, as a share of the budget", 1, true),
    HEDGES("second requests, as a share of ratio × calls + 1", 1, true),
    AMPLIFICATION_DURING("attempts per call while one provider is out", 1.1, false),
    AMPLIFICATION_AFTER("attempts per call from two windows (40 calls) after that", 1.01, false),
    OPENED_LATE("seconds by which a hard outage opened the breaker later than max(5 calls, 10 s)", 0, false),
    FALSE_OPENINGS("openings of a provider that is well", 0, false),
    TURNED_AWAY("requests that a provider turned away because it was full", 0, false),
    UNSERVED("share of the calls that were not served although somebody could", 0, false);

    private final String meaning;

    private final double limit;

    private final boolean always;

    Invariant(String meaning, double limit, boolean always) {
        this.meaning = meaning;
        this.limit = limit;
        this.always = always;
    }

    String meaning() {
        return meaning;
    }

    /** Returns what the figure must not be above. */
    double limit() {
        return limit;
    }

    /** Whether it must hold in every scenario. */
    boolean holdsAlways() {
        return always;
    }
}
