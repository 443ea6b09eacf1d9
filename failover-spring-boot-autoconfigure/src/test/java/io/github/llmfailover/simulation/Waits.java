package io.github.llmfailover.simulation;

import java.util.Arrays;

/** How long callers waited for the first content of their stream, or for the answer of their call. */
final class Waits {

    private long[] nanos = new long[1024];

    private int count;

    private int duringOutage;

    /** The waits of the calls that began in an outage come first. */
    void add(int part, long wait) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count] = wait;
        if (part == 1) {
            nanos[count] = nanos[duringOutage];
            nanos[duringOutage++] = wait;
        }
        count++;
    }

    /** Returns seconds that so large a share did not wait longer than; of the outage where there was one. */
    double quantile(double share) {
        long[] sorted = Arrays.copyOf(nanos, duringOutage > 0 ? duringOutage : count);
        Arrays.sort(sorted);
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))] / 1e9;
    }
}
