package io.github.llmfailover.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.scheduling.support.CronExpression;

/**
 * When drills come: every so often, or at the times of a cron expression. An interval is jittered by a tenth, so that the
 * instances of an application spread; a cron expression is kept to the second.
 */
final class DrillTimes {

    /** Drills cost money. */
    static final Duration SHORTEST = Duration.ofMinutes(1);

    static final Duration LONGEST = Duration.ofDays(365);

    private static final double JITTER = 0.1;

    private final @Nullable Duration interval;

    private final @Nullable CronExpression cron;

    private DrillTimes(@Nullable Duration interval, @Nullable CronExpression cron) {
        this.interval = interval;
        this.cron = cron;
    }

    /**
     * Reads what is configured.
     *
     * @param written a time such as 6h, or a cron expression of six fields
     * @throws IllegalArgumentException where it is neither, or too often; the message says so in a clause
     */
    static DrillTimes of(String written) {
        String text = written.strip();
        Duration interval = durationOf(text);
        if (interval != null) {
            if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("is not from 1m to 365d");
            }
            return new DrillTimes(interval, null);
        }
        if (!CronExpression.isValidExpression(text)) {
            throw new IllegalArgumentException("is neither a time nor a cron expression");
        }
        CronExpression cron = CronExpression.parse(text);
        ZonedDateTime first = cron.next(ZonedDateTime.parse("2026-01-01T00:00:00Z"));
        ZonedDateTime second = first == null ? null : cron.next(first);
        if (second != null && Duration.between(first, second).compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("comes more often than once a minute");
        }
        return new DrillTimes(null, cron);
    }

    private static @Nullable Duration durationOf(String text) {
        try {
            return DurationStyle.detectAndParse(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            return null;
        }
    }

    /** Returns when the next drill comes; {@code null} where none ever does. */
    @Nullable
    Instant next(Instant now, ZoneId zone, RandomGenerator random) {
        if (interval != null) {
            double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
            return now.plusNanos((long) (interval.toNanos() * factor));
        }
        ZonedDateTime next = cron == null ? null : cron.next(now.atZone(zone));
        return next == null ? null : next.toInstant();
    }
}
