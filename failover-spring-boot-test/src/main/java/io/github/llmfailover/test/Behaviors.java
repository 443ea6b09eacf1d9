package io.github.llmfailover.test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Behaviors written down as maps, as they come out of JSON or YAML.
 *
 * <p>{@code behavior} is the name of a factory method of {@link Behavior}; the other fields are its arguments: {@code
 * {"behavior": "status", "status": 503}}, {@code {"behavior": "stallAfterTokens", "tokens": 3, "duration": "2s"}}.
 * Durations are written like {@code 2s}, {@code 250ms} or {@code PT2S}; a number alone is milliseconds. {@code and}
 * holds another behavior, or a list of them, to be combined with the first.
 */
public final class Behaviors {

    private static final String EXAMPLE = "{\"behavior\":\"status\",\"status\":503}";

    private static final Map<String, Form> FORMS = new LinkedHashMap<>();

    /** One behavior: the names of its fields, and how they become the behavior. */
    private record Form(List<String> fields, Function<Fields, Behavior> reader) {}

    static {
        form("healthy", fields -> Behavior.healthy());
        form(
                "status",
                fields -> {
                    int status = fields.number("status", "503");
                    return fields.optionalText("body", "\"text\"")
                            .map(body -> Behavior.status(status, body))
                            .orElseGet(() -> Behavior.status(status));
                },
                "status",
                "body");
        form(
                "rateLimited",
                fields -> fields.optionalDuration("retryAfter")
                        .map(Behavior::rateLimited)
                        .orElseGet(Behavior::rateLimited),
                "retryAfter");
        form("quotaExhausted", fields -> Behavior.quotaExhausted());
        form("unauthorized", fields -> Behavior.unauthorized());
        form("modelNotFound", fields -> Behavior.modelNotFound());
        form("overloaded", fields -> Behavior.overloaded());
        form("serverError", fields -> Behavior.serverError());
        form("contextTooLong", fields -> Behavior.contextTooLong());
        form("contentFiltered", fields -> Behavior.contentFiltered());
        form("invalidRequest", fields -> Behavior.invalidRequest());
        form("paymentRequired", fields -> Behavior.paymentRequired());
        form("refuse", fields -> Behavior.refuse());
        form("resetBeforeHeaders", fields -> Behavior.resetBeforeHeaders());
        form("closeBeforeHeaders", fields -> Behavior.closeBeforeHeaders());
        form("resetAfterTokens", fields -> Behavior.resetAfterTokens(tokens(fields)), "tokens");
        form("closeAfterTokens", fields -> Behavior.closeAfterTokens(tokens(fields)), "tokens");
        form("endAfterTokens", fields -> Behavior.endAfterTokens(tokens(fields)), "tokens");
        form("errorAfterTokens", fields -> Behavior.errorAfterTokens(tokens(fields)), "tokens");
        form("cutInsideEvent", fields -> Behavior.cutInsideEvent(event(fields)), "event");
        form("resetInsideEvent", fields -> Behavior.resetInsideEvent(event(fields)), "event");
        form("hangBeforeHeaders", fields -> Behavior.hangBeforeHeaders());
        form("hangAfterHeaders", fields -> Behavior.hangAfterHeaders());
        form("hangAfterTokens", fields -> Behavior.hangAfterTokens(tokens(fields)), "tokens");
        form(
                "stallAfterTokens",
                fields -> Behavior.stallAfterTokens(tokens(fields), fields.duration("duration")),
                "tokens",
                "duration");
        form("firstTokenDelay", fields -> Behavior.firstTokenDelay(fields.duration("delay")), "delay");
        form("responseDelay", fields -> Behavior.responseDelay(fields.duration("delay")), "delay");
        form("pace", fields -> Behavior.pace(fields.duration("perToken")), "perToken");
        form("drip", fields -> Behavior.drip(fields.duration("perByte")), "perByte");
        form("malformedEventAt", fields -> Behavior.malformedEventAt(event(fields)), "event");
        form(
                "errorEventAt",
                fields -> {
                    int event = event(fields);
                    return fields.optionalText("type", "\"overloaded_error\"")
                            .map(type -> Behavior.errorEventAt(event, type))
                            .orElseGet(() -> Behavior.errorEventAt(event));
                },
                "event",
                "type");
        form("missingFinishReason", fields -> Behavior.missingFinishReason());
        form("missingUsage", fields -> Behavior.missingUsage());
        form("missingDone", fields -> Behavior.missingDone());
        form("emptyAnswer", fields -> Behavior.emptyAnswer());
        form("emptyBody", fields -> Behavior.emptyBody());
        form("noChoices", fields -> Behavior.noChoices());
        form("html", fields -> Behavior.html());
        form("rejectPrefill", fields -> Behavior.rejectPrefill());
        form(
                "withRateLimitHeaders",
                fields -> Behavior.withRateLimitHeaders(fields.number("remaining", "0"), fields.duration("reset")),
                "remaining",
                "reset");
        form(
                "withHeader",
                fields -> Behavior.withHeader(fields.text("name", "\"X-Test\""), fields.text("value", "\"1\"")),
                "name",
                "value");
    }

    private Behaviors() {}

    private static void form(String name, Function<Fields, Behavior> reader, String... fields) {
        FORMS.put(name, new Form(List.of(fields), reader));
    }

    /** The names that {@code behavior} can have. */
    public static Set<String> names() {
        return Collections.unmodifiableSet(FORMS.keySet());
    }

    /**
     * Reads a behavior.
     *
     * @throws IllegalArgumentException if it is none, with a message that says what to write instead
     */
    public static Behavior parse(Map<String, ?> behavior) {
        String name = new Fields("a behavior", behavior).text("behavior", EXAMPLE);
        Form form = FORMS.get(name);
        if (form == null) {
            throw new IllegalArgumentException(
                    "Unknown behavior '" + name + "'; there are " + String.join(", ", FORMS.keySet()));
        }
        Fields fields = new Fields("the behavior '" + name + "'", behavior);
        List<String> allowed = new ArrayList<>(List.of("behavior"));
        allowed.addAll(form.fields());
        allowed.add("and");
        fields.allowOnly(allowed);
        Behavior result = form.reader().apply(fields);
        if (fields.has("and")) {
            for (Object other : fields.list("and", EXAMPLE)) {
                result = result.and(parse(Fields.map(other, "A behavior", EXAMPLE)));
            }
        }
        return result;
    }

    private static int tokens(Fields fields) {
        return fields.number("tokens", "3");
    }

    private static int event(Fields fields) {
        return fields.number("event", "2");
    }
}
