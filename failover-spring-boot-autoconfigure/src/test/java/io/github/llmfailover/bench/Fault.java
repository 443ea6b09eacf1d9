package io.github.llmfailover.bench;

import static io.github.llmfailover.test.Behavior.status;

import io.github.llmfailover.test.Behavior;
import java.time.Duration;
import java.util.Locale;

/** The sixteen faults of the Failover Bench, as its description has them. */
enum Fault {
    RATE_LIMITED_ONCE(
            "429 with `Retry-After: 2`, once",
            Trouble.once(status(429, Bodies.RATE_LIMITED).and(Behavior.withHeader("Retry-After", "2")))),
    RATE_LIMITED("429 always, no header", Trouble.always(status(429, Bodies.RATE_LIMITED))),
    SERVER_ERROR_ONCE("500 once", Trouble.once(status(500, Bodies.SERVER_ERROR))),
    UNAVAILABLE("503 always", Trouble.always(status(503, Bodies.OVERLOADED))),
    RESET_ONCE("connection reset before the headers, once", Trouble.once(Behavior.resetBeforeHeaders())),
    NO_RESPONSE("no response for 120 s", Trouble.always(Behavior.responseDelay(Duration.ofSeconds(120)))),
    SLOW_FIRST_TOKEN("first token after 20 s", Trouble.always(Behavior.firstTokenDelay(Duration.ofSeconds(20)))),
    CUT("stream cut after 40 of 60 tokens", Trouble.always(Behavior.closeAfterTokens(40))),
    SILENCE("silence of 30 s after 20 tokens", Trouble.always(Behavior.stallAfterTokens(20, Duration.ofSeconds(30)))),
    // Events are counted from 0.
    MALFORMED("invalid JSON as the tenth event", Trouble.always(Behavior.malformedEventAt(9))),
    NO_DONE("a whole stream without `[DONE]`", Trouble.always(Behavior.missingDone())),
    CONTEXT_TOO_LONG("400 `context_length_exceeded`", Trouble.always(status(400, Bodies.CONTEXT_TOO_LONG))),
    CONTENT_REFUSED("400 `content_policy_violation`", Trouble.always(status(400, Bodies.CONTENT_REFUSED))),
    PREFILL_REJECTED("stream cut, and the fallback rejects a prefill", Trouble.always(Behavior.closeAfterTokens(40))),
    OUTAGE(
            "503 for 60 s, then healthy; twenty requests, one every 4 s",
            Trouble.lasting(Duration.ofSeconds(60), status(503, Bodies.OVERLOADED))),
    BILLING("503 always: what the answer says and costs", Trouble.always(status(503, Bodies.OVERLOADED)));

    private final String title;

    private final Trouble trouble;

    Fault(String title, Trouble trouble) {
        this.title = title;
        this.trouble = trouble;
    }

    /** Returns what the documentation calls it. */
    String title() {
        return title;
    }

    Trouble trouble() {
        return trouble;
    }

    /** Returns the name of the model that has it. */
    String model() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What a provider that says no says, in OpenAI's shape and with nothing besides. */
    private static final class Bodies {

        static final String RATE_LIMITED = error("Rate limit reached", "rate_limit_error", "rate_limit_exceeded");

        static final String SERVER_ERROR = error("Internal error", "server_error", "internal_error");

        static final String OVERLOADED = error("Service unavailable", "server_error", "service_unavailable");

        static final String CONTEXT_TOO_LONG =
                error("The context is too long", "invalid_request_error", "context_length_exceeded");

        static final String CONTENT_REFUSED =
                error("The request was rejected", "invalid_request_error", "content_policy_violation");

        private static String error(String message, String type, String code) {
            return "{\"error\":{\"message\":\"%s\",\"type\":\"%s\",\"param\":null,\"code\":\"%s\"}}"
                    .formatted(message, type, code);
        }
    }
}
