package io.github.llmfailover.autoconfigure;

import static io.github.llmfailover.autoconfigure.FailoverProperties.PREFIX;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Finds what cannot work about drills. */
final class DrillValidation {

    private final Problems problems;

    DrillValidation(Problems problems) {
        this.problems = problems;
    }

    void validate(FailoverProperties properties) {
        schedule(properties.drill().schedule());
        timeout(properties.drill().timeout());
    }

    private void schedule(@Nullable String schedule) {
        String property = PREFIX + ".drill.schedule";
        if (schedule == null) {
            return;
        }
        try {
            DrillTimes.of(schedule);
        } catch (IllegalArgumentException e) {
            problems.add(
                    "%s is '%s', which %s.".formatted(property, schedule, e.getMessage()),
                    "Write a time of at least 1m such as %s: 6h, a cron expression of six fields such as '0 0 6 * * *', or"
                                    .formatted(property)
                            + " leave it out.");
        }
    }

    private void timeout(@Nullable Duration timeout) {
        if (timeout != null
                && (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(Duration.ofMinutes(10)) > 0)) {
            problems.add(
                    "%s.drill.timeout is %s, but must be from 1s to 10m.".formatted(PREFIX, Checks.text(timeout)),
                    "Write a time such as %s.drill.timeout: 30s.".formatted(PREFIX));
        }
    }
}
