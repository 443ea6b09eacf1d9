package io.github.llmfailover.health;

import io.github.llmfailover.time.TimeSource;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that follows the ticker, so that setting the system's clock neither shortens nor prolongs an open breaker. */
final class TickerClock extends Clock {

    private final TimeSource time;

    private final Instant origin;

    private final long originNanos;

    private final ZoneId zone;

    TickerClock(TimeSource time) {
        this(time, time.now(), time.nanoTime(), ZoneOffset.UTC);
    }

    private TickerClock(TimeSource time, Instant origin, long originNanos, ZoneId zone) {
        this.time = time;
        this.origin = origin;
        this.originNanos = originNanos;
        this.zone = zone;
    }

    @Override
    public Instant instant() {
        return origin.plusNanos(time.nanoTime() - originNanos);
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new TickerClock(time, origin, originNanos, other);
    }
}
