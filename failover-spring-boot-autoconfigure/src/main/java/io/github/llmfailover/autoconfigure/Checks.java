package io.github.llmfailover.autoconfigure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a single value must be like. A value that was not written is never wrong. */
final class Checks {

    private final Problems problems;

    Checks(Problems problems) {
        this.problems = problems;
    }

    void positive(String property, @Nullable Duration value, String example) {
        if (value != null && (value.isZero() || value.isNegative())) {
            problems.add(
                    "%s is %s, but must be longer than nothing.".formatted(property, text(value)),
                    "Write a time such as %s: %s.".formatted(property, example));
        }
    }

    /** Breakers count in milliseconds, and a time of more than a year is a mistake. */
    void breakerTime(String property, @Nullable Duration value, String example) {
        positive(property, value, example);
        if (value != null
                && !value.isNegative()
                && !value.isZero()
                && (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(Duration.ofDays(365)) > 0)) {
            problems.add(
                    "%s is %s, but must be at least 1ms and at most 365d.".formatted(property, value),
                    "Write a time such as %s: %s.".formatted(property, example));
        }
    }

    /** Zero switches off; a time of more than a year is a mistake. */
    void timeOrNone(String property, @Nullable Duration value, String example) {
        notNegative(property, value, example);
        if (value != null && value.compareTo(Duration.ofDays(365)) > 0) {
            problems.add(
                    "%s is %s, but must be at most 365d.".formatted(property, value),
                    "Write a time such as %s: %s.".formatted(property, example));
        }
    }

    /** What is asked more often than every second costs more than it tells. */
    void atLeastASecond(String property, @Nullable Duration value, String example) {
        if (value != null && value.compareTo(Duration.ofSeconds(1)) < 0) {
            problems.add(
                    "%s is %s, but must be at least 1s.".formatted(property, text(value)),
                    "Write a time such as %s: %s.".formatted(property, example));
        }
    }

    void notNegative(String property, @Nullable Duration value, String example) {
        if (value != null && value.isNegative()) {
            problems.add(
                    "%s is %s, but a time must not be negative.".formatted(property, text(value)),
                    "Write %s: 0s, or a time such as %s.".formatted(property, example));
        }
    }

    void atLeast(String property, @Nullable Integer value, int least) {
        if (value != null && value < least) {
            problems.add(
                    "%s is %d, but must be at least %d.".formatted(property, value, least),
                    "Write %s: %d, or more.".formatted(property, least));
        }
    }

    void multiplier(String property, @Nullable Double value) {
        if (value != null && !(value >= 1 && value <= 100)) {
            problems.add(
                    "%s is %s, but must be between 1 and 100.".formatted(property, text(value)),
                    "Write %s: 2 to double the time each time, or 1 to keep it as it is.".formatted(property));
        }
    }

    void percentage(String property, @Nullable Double value) {
        if (value != null && !(value > 0 && value <= 100)) {
            problems.add(
                    "%s is %s, but a percentage must be above 0 and at most 100.".formatted(property, text(value)),
                    "Write a percentage such as %s: 50.".formatted(property));
        }
    }

    void share(String property, double value) {
        if (!(value >= 0 && value <= 1)) {
            problems.add(
                    "%s is %s, but a share must be between 0 and 1.".formatted(property, text(value)),
                    "Write a share such as %s: 0.2, which is one for every five calls.".formatted(property));
        }
    }

    void notBlank(String property, @Nullable String value, String write) {
        if (value != null && value.isBlank()) {
            problems.add("%s is empty.".formatted(property), write);
        }
    }

    /** Writes a time as one would in a properties file. */
    static String text(Duration value) {
        return value.toNanosPart() == 0 ? value.toSeconds() + "s" : value.toMillis() + "ms";
    }

    private static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
