package io.github.llmfailover.health;

/**
 * How long something has usually taken recently.
 *
 * @param medianNanos half of it took no longer; -1 where too little has been measured to tell
 * @param p95Nanos 95 % of it took no longer; -1 where too little has been measured to tell
 */
public record UsualTime(long medianNanos, long p95Nanos) {

    /** Too little has been measured to tell. */
    public static final UsualTime UNKNOWN = new UsualTime(-1, -1);
}
