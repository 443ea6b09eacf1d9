package io.github.llmfailover.cost;

/**
 * How much of the time nobody can be asked, as shares from 0 to 1.
 *
 * @param first the first choice
 * @param backup the backup
 * @param together both by chance, as often as they were seen together
 * @param common what both stand behind
 */
record Availability(double first, double backup, double together, double common) {

    static final double MINUTES_A_YEAR = 365 * 24 * 60;

    static Availability of(Assumptions given) {
        double first = given.get("unavailable");
        double backup = given.get("backup-unavailable");
        return new Availability(
                first, backup, first * backup * given.get("correlation"), given.get("common-minutes") / MINUTES_A_YEAR);
    }

    /** Returns the share of the time in which neither can be asked. */
    double both() {
        return together + common;
    }
}
