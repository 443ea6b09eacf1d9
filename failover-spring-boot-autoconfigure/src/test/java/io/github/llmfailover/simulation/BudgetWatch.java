package io.github.llmfailover.simulation;

import java.util.Arrays;

/** Counts calls, and what was asked beyond one request for each provider, by the second. */
final class BudgetWatch {

    private static final int WINDOW = 10;

    private int[] calls = new int[1024];

    private int[] extras = new int[1024];

    void called(long nanos) {
        int second = at(nanos);
        calls[second]++;
    }

    void extra(long nanos) {
        int second = at(nanos);
        extras[second]++;
    }

    /** Returns the most that was used of the budget of any ten seconds that end with a use of it. */
    double mostUsed(double ratio, int perSecond) {
        double most = 0;
        for (int second = 0; second < extras.length; second++) {
            if (extras[second] > 0) {
                long callsInWindow = 0;
                long extrasInWindow = 0;
                for (int each = Math.max(0, second - WINDOW + 1); each <= second; each++) {
                    callsInWindow += calls[each];
                    extrasInWindow += extras[each];
                }
                most = Math.max(most, extrasInWindow / (ratio * callsInWindow + perSecond * WINDOW));
            }
        }
        return most;
    }

    private int at(long nanos) {
        int second = (int) (nanos / 1_000_000_000);
        if (second >= calls.length) {
            int length = Math.max(second + 1, calls.length * 2);
            calls = Arrays.copyOf(calls, length);
            extras = Arrays.copyOf(extras, length);
        }
        return second;
    }
}
