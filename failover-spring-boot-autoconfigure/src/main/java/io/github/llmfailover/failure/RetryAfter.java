package io.github.llmfailover.failure;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads how long a provider asks to be left alone. Whatever it says ends up between zero and {@link #MAX}: a negative
 * number or a date that has passed means zero, an absurd one the cap. What cannot be read counts as not said. Where a
 * header is there several times, the longest time holds.
 */
final class RetryAfter {

    /** The longest that a provider is left alone on its own word. */
    static final Duration MAX = Duration.ofMinutes(10);

    /** Longer values are nobody's honest answer, and are not parsed at all. */
    private static final int MAX_LENGTH = 64;

    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(?:\\.\\d*)?");

    private static final Pattern AMOUNT = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|us|µs|ns|d|h|m|s)");

    private static final List<String> LIMITS = List.of("requests", "tokens", "input-tokens", "output-tokens");

    private RetryAfter() {}

    /**
     * Reads {@code retry-after-ms}, else {@code Retry-After} (seconds, or the date format that HTTP prescribes).
     *
     * @param headers the values of a header, by its name in any case
     * @param now what a date is relative to
     * @return the time from now, or {@code null} where neither header says anything that can be read
     */
    static @Nullable Duration named(Function<String, List<String>> headers, Instant now) {
        Duration exact = longest(headers.apply("retry-after-ms"), value -> number(value, 1e-3));
        return exact != null ? exact : longest(headers.apply("retry-after"), value -> secondsOrDate(value, now));
    }

    /**
     * Reads when the limits that are used up will be lifted: {@code x-ratelimit-reset-*} as OpenAI writes it, and
     * {@code anthropic-ratelimit-*-reset}. A limit of which something remains says nothing about this failure.
     *
     * @param headers the values of a header, by its name in any case
     * @param now what a date is relative to
     * @return the time until the last of them is lifted, or {@code null} where none is known to be used up
     */
    static @Nullable Duration untilReset(Function<String, List<String>> headers, Instant now) {
        Duration result = null;
        for (String limit : LIMITS) {
            if (isUsedUp(headers.apply("x-ratelimit-remaining-" + limit))) {
                result = later(result, longest(headers.apply("x-ratelimit-reset-" + limit), RetryAfter::amount));
            }
            String anthropic = "anthropic-ratelimit-" + limit;
            if (isUsedUp(headers.apply(anthropic + "-remaining"))) {
                result = later(result, longest(headers.apply(anthropic + "-reset"), value -> dateTime(value, now)));
            }
        }
        return result;
    }

    /**
     * Reads a duration as Go prints it, {@code "6m0s"}, {@code "20ms"}, {@code "1.5s"}; a number alone means seconds.
     *
     * @return the clamped duration, or {@code null} where the value is not one
     */
    static @Nullable Duration amount(String value) {
        String text = value.trim();
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return null;
        }
        if (NUMBER.matcher(text).matches()) {
            return number(text, 1);
        }
        double seconds = 0;
        int end = 0;
        Matcher matcher = AMOUNT.matcher(text);
        while (matcher.find() && matcher.start() == end) {
            seconds += Double.parseDouble(matcher.group(1)) * secondsPer(matcher.group(2));
            end = matcher.end();
        }
        return end == text.length() ? clamp(seconds) : null;
    }

    private static double secondsPer(String unit) {
        return switch (unit) {
            case "d" -> 86_400;
            case "h" -> 3_600;
            case "m" -> 60;
            case "s" -> 1;
            case "ms" -> 1e-3;
            case "ns" -> 1e-9;
            default -> 1e-6;
        };
    }

    private static @Nullable Duration secondsOrDate(String value, Instant now) {
        Duration seconds = number(value, 1);
        if (seconds != null) {
            return seconds;
        }
        try {
            return between(
                    now,
                    ZonedDateTime.parse(value.trim(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Duration dateTime(String value, Instant now) {
        try {
            return between(
                    now,
                    OffsetDateTime.parse(value.trim().toUpperCase(Locale.ROOT)).toInstant());
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Duration between(Instant now, Instant then) {
        if (!then.isAfter(now)) {
            return Duration.ZERO;
        }
        return then.isAfter(now.plus(MAX)) ? MAX : Duration.between(now, then);
    }

    private static @Nullable Duration number(String value, double secondsPerUnit) {
        String text = value.trim();
        if (text.length() > MAX_LENGTH || !NUMBER.matcher(text).matches()) {
            return null;
        }
        return clamp(Double.parseDouble(text) * secondsPerUnit);
    }

    private static Duration clamp(double seconds) {
        if (!(seconds > 0)) {
            return Duration.ZERO;
        }
        return seconds >= MAX.toSeconds() ? MAX : Duration.ofNanos(Math.round(seconds * 1e9));
    }

    private static boolean isUsedUp(List<String> remaining) {
        for (String value : remaining) {
            if (value != null && Duration.ZERO.equals(number(value, 1))) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Duration longest(List<String> values, Function<String, @Nullable Duration> parser) {
        Duration result = null;
        for (String value : values) {
            if (value != null && value.length() <= MAX_LENGTH) {
                result = later(result, parser.apply(value));
            }
        }
        return result;
    }

    private static @Nullable Duration later(@Nullable Duration a, @Nullable Duration b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.compareTo(b) >= 0 ? a : b;
    }
}
