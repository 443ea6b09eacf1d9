package io.github.llmfailover.simulation;

import java.time.Duration;

/**
 * Some time during which something is out of order.
 *
 * @param from its beginning, from the start
 * @param until its end, from the start
 */
record Outage(Duration from, Duration until) {

    static Outage seconds(long from, long until) {
        return new Outage(Duration.ofSeconds(from), Duration.ofSeconds(until));
    }

    boolean holdsAt(long nanos) {
        return nanos >= fromNanos() && nanos < untilNanos();
    }

    long fromNanos() {
        return from.toNanos();
    }

    long untilNanos() {
        return until.toNanos();
    }
}
