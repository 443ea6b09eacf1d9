package io.github.llmfailover.cost;

/**
 * What failing over is worth a month, in US dollars.
 *
 * @param saved worth of the answers that would not have been given
 * @param tokens what it adds to the bills of the providers
 * @param work what it takes to set up, spread over a year, and to look after
 */
record Worth(double saved, double tokens, double work) {

    private static final double DAYS = 30.4;

    static Worth of(Assumptions given, Price first, Price backup, double requestsPerDay) {
        double requests = requestsPerDay * DAYS;
        return new Worth(
                requests * rescued(given) * given.get("value-of-an-answer"),
                requests * ExtraCost.of(given, first, backup).total(),
                work(given));
    }

    double net() {
        return saved - tokens - work;
    }

    /** Returns the share of the requests that get an answer which they would not have got. */
    static double rescued(Assumptions given) {
        double without = given.get("unavailable")
                + (1 - given.get("unavailable"))
                        * (given.get("rate-limited")
                                + given.get("other-errors")
                                + given.get("timed-out")
                                + given.get("broken-streams"));
        return without - Availability.of(given).both();
    }

    /** Returns from how many requests a day on it pays; infinite where it never does. */
    static double breakEven(Assumptions given, Price first, Price backup) {
        double perRequest = rescued(given) * given.get("value-of-an-answer")
                - ExtraCost.of(given, first, backup).total();
        return perRequest <= 0 ? Double.POSITIVE_INFINITY : work(given) / (perRequest * DAYS);
    }

    private static double work(Assumptions given) {
        return given.get("engineer-day") * (given.get("days-to-set-up") / 12 + given.get("days-a-month"));
    }
}
