package io.github.llmfailover.cost;

/**
 * What failing over adds to the cost of one request on the average, in US dollars, by cause.
 *
 * @param base what the request costs at the first choice, where nothing fails
 * @param priceDifference since the backup is dearer; negative where it is cheaper
 * @param lostCache since the backup does not have the beginning of the prompt in its cache
 * @param wasted for answers that broke off or came too late, and for reading the prompt again
 * @param hedging for second requests beside slow ones
 * @param degraded for requests that no provider answers, so that they cost nothing: 0 or less
 */
record ExtraCost(
        double base, double priceDifference, double lostCache, double wasted, double hedging, double degraded) {

    double total() {
        return priceDifference + lostCache + wasted + hedging + degraded;
    }

    /** Returns the total as a share of what requests cost without failures. */
    double share() {
        return total() / base;
    }

    static ExtraCost of(Assumptions given, Price first, Price backup) {
        double input = given.get("input-tokens");
        double output = given.get("output-tokens");
        double cached = input * given.get("cached-share");
        double fresh = input - cached;
        double base = first.of(fresh, cached, output);

        double nobody = Availability.of(given).both();
        double moved = movedBefore(given) - nobody;
        double late = given.get("timed-out");
        double broken = given.get("broken-streams");
        double answeredFirst = 1 - moved - nobody;

        double warmBackup = backup.of(fresh, cached, output);
        double coldPenalty = backup.of(cached, 0, 0) - backup.of(0, cached, 0);
        double servedByBackup = moved + answeredFirst * late;
        // The first choice worked for nothing: it read the prompt and wrote half of the answer.
        double aborted = first.of(fresh, cached, output / 2);
        return new ExtraCost(
                base,
                servedByBackup * (warmBackup - base),
                servedByBackup * coldPenalty,
                answeredFirst * (late * aborted + broken * brokenStream(given, first, backup, base)),
                given.get("hedges") * backup.of(input, 0, 0),
                -nobody * base);
    }

    /** Returns the share of requests that leave the first choice before anything of an answer was computed. */
    static double movedBefore(Assumptions given) {
        double down = given.get("unavailable");
        double errors = Math.pow(given.get("other-errors"), 1 + given.get("retries"));
        return down + (1 - down) * (given.get("rate-limited") + errors);
    }

    /** The backup reads the prompt, what was written, and an instruction, and writes the rest. */
    private static double brokenStream(Assumptions given, Price first, Price backup, double base) {
        double input = given.get("input-tokens");
        double output = given.get("output-tokens");
        double cached = input * given.get("cached-share");
        double written = output * given.get("broken-at");
        double begun = first.of(input - cached, cached, written);
        double rest = backup.of(input + written + given.get("continuation-tokens"), 0, output - written);
        return begun + rest - base;
    }
}
