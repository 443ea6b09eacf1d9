package io.github.llmfailover.test;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields of something written down as a map, read with complaints that say what to write instead. */
final class Fields {

    private static final Pattern SIMPLE = Pattern.compile("(\\d+)\\s*(ns|us|ms|s|m|h)?");

    private final String what;
    private final Map<String, ?> fields;

    Fields(String what, Map<String, ?> fields) {
        this.what = what;
        this.fields = fields;
    }

    /** Complains about fields that nobody would read. */
    void allowOnly(Collection<String> names) {
        for (String name : new TreeSet<>(fields.keySet())) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        "Unknown field '" + name + "' of " + what + "; it takes " + String.join(", ", names));
            }
        }
    }

    boolean has(String name) {
        return fields.get(name) != null;
    }

    Object required(String name, String example) {
        Object value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException(what + " needs the field '" + name + "', such as " + example);
        }
        return value;
    }

    String text(String name, String example) {
        if (required(name, example) instanceof CharSequence text) {
            return text.toString();
        }
        throw wrong(name, "a text", example);
    }

    Optional<String> optionalText(String name, String example) {
        return has(name) ? Optional.of(text(name, example)) : Optional.empty();
    }

    int number(String name, String example) {
        Object value = required(name, example);
        try {
            if (value instanceof Number || value instanceof CharSequence) {
                return Integer.parseInt(value.toString().trim());
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw wrong(name, "a whole number", example);
    }

    Duration duration(String name) {
        String example = "\"2s\", \"250ms\" or \"PT2S\"";
        String value = required(name, example).toString().trim();
        Matcher simple = SIMPLE.matcher(value.toLowerCase(Locale.ROOT));
        try {
            if (simple.matches()) {
                return Duration.of(Long.parseLong(simple.group(1)), unit(simple.group(2)));
            }
            return Duration.parse(value);
        } catch (DateTimeParseException | ArithmeticException | NumberFormatException e) {
            throw wrong(name, "a duration", example);
        }
    }

    Optional<Duration> optionalDuration(String name) {
        return has(name) ? Optional.of(duration(name)) : Optional.empty();
    }

    private static ChronoUnit unit(@Nullable String unit) {
        return switch (Objects.requireNonNullElse(unit, "ms")) {
            case "ns" -> ChronoUnit.NANOS;
            case "us" -> ChronoUnit.MICROS;
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            case "h" -> ChronoUnit.HOURS;
            default -> ChronoUnit.MILLIS;
        };
    }

    /** The elements of a list, or the only one where there is no list around it. */
    List<?> list(String name, String example) {
        Object value = required(name, example);
        return value instanceof List<?> list ? list : List.of(value);
    }

    /** The map that a value is. */
    @SuppressWarnings("unchecked")
    static Map<String, ?> map(Object value, String what, String example) {
        if (value instanceof Map<?, ?> map && map.keySet().stream().allMatch(String.class::isInstance)) {
            return (Map<String, ?>) map;
        }
        throw new IllegalArgumentException(what + " is an object such as " + example);
    }

    private IllegalArgumentException wrong(String name, String kind, String example) {
        return new IllegalArgumentException("The field '" + name + "' of " + what + " is " + kind + " such as "
                + example + ", not " + fields.get(name));
    }
}
