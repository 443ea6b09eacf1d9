package io.github.llmfailover.failure;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the body of an error says, reduced to what rules ask for. It is read for classification only: nothing of it may
 * be logged or put into a message, since providers echo what they were sent.
 *
 * @param names the identifiers under keys such as {@code type}, {@code code} and {@code status}, in lower case
 * @param text the sentences under keys such as {@code message} and {@code error}, in lower case
 * @param retryDelay the value of Google's {@code retryDelay}, as it stands there
 * @param html whether the body is a page rather than an answer of an API
 */
record ErrorBody(Set<String> names, String text, @Nullable String retryDelay, boolean html) {

    /** No body, or none that could be read. */
    static final ErrorBody NONE = new ErrorBody(Set.of(), "", null, false);

    /** A page, as gateways and load balancers serve it. */
    static final ErrorBody PAGE = new ErrorBody(Set.of(), "", null, true);

    /** How many characters of a body are looked at; errors say what they are at their beginning. */
    static final int MAX_LENGTH = 16 * 1024;

    private static final Set<String> NAME_KEYS =
            Set.of("type", "code", "status", "reason", "error", "error_type", "error_code");

    private static final Set<String> TEXT_KEYS =
            Set.of("message", "error", "detail", "error_description", "error_message", "msg", "quotaId");

    private static final int MAX_NAME_LENGTH = 80;

    private static final int MAX_DEPTH = 8;

    private static final int MAX_FIELDS = 256;

    ErrorBody {
        names = Set.copyOf(names);
    }

    @Override
    public String toString() {
        return "ErrorBody[not shown]";
    }

    /** Reads a body as it came over the wire: JSON, whole or cut off, a page, or plain text. */
    static ErrorBody parse(@Nullable String raw) {
        if (raw == null) {
            return NONE;
        }
        String body = bounded(raw).strip();
        if (body.startsWith("<")) {
            return PAGE;
        }
        if (body.indexOf('{') < 0) {
            return new ErrorBody(Set.of(), body.toLowerCase(Locale.ROOT), null, false);
        }
        Collector collector = new Collector();
        JsonFields.scan(body, collector::add);
        return collector.body();
    }

    /** Reads a body from its bytes, as {@link #parse(String)} does, without decoding more of it than is looked at. */
    static ErrorBody parse(byte[] raw) {
        return parse(new String(raw, 0, Math.min(raw.length, MAX_LENGTH), StandardCharsets.UTF_8));
    }

    /** Reads a body that a client library has parsed into maps, lists, strings and numbers. */
    static ErrorBody of(@Nullable Object parsed) {
        if (parsed instanceof String text) {
            return parse(text);
        }
        Collector collector = new Collector();
        collect("", parsed, 0, collector);
        return collector.body();
    }

    private static void collect(String key, @Nullable Object value, int depth, Collector collector) {
        if (depth > MAX_DEPTH || collector.isFull()) {
            return;
        }
        if (value instanceof Map<?, ?> map) {
            map.forEach((k, v) -> collect(String.valueOf(k), v, depth + 1, collector));
        } else if (value instanceof Iterable<?> items) {
            items.forEach(item -> collect(key, item, depth + 1, collector));
        } else if (value instanceof String || value instanceof Number) {
            collector.add(key, value.toString());
        }
    }

    private static String bounded(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH);
    }

    private static final class Collector {

        private final Set<String> names = new LinkedHashSet<>();

        private final StringBuilder text = new StringBuilder();

        private @Nullable String retryDelay;

        private int fields;

        boolean isFull() {
            return fields >= MAX_FIELDS;
        }

        void add(String key, String value) {
            if (isFull()) {
                return;
            }
            fields++;
            if (NAME_KEYS.contains(key) && value.length() <= MAX_NAME_LENGTH) {
                names.add(value.toLowerCase(Locale.ROOT));
            }
            if (TEXT_KEYS.contains(key) && text.length() < MAX_LENGTH) {
                text.append(bounded(value).toLowerCase(Locale.ROOT)).append('\n');
            }
            if (key.equals("retryDelay")) {
                retryDelay = value;
            }
        }

        ErrorBody body() {
            return new ErrorBody(names, text.toString(), retryDelay, false);
        }
    }
}
