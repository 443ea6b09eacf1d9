package io.github.llmfailover.gateway.request;

import static io.github.llmfailover.gateway.request.Treatment.HONOURED;
import static io.github.llmfailover.gateway.request.Treatment.IGNORED;
import static io.github.llmfailover.gateway.request.Treatment.PASSED_ON;
import static io.github.llmfailover.gateway.request.Treatment.REFUSED;
import static io.github.llmfailover.gateway.request.Treatment.REQUIRED;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What becomes of each field of a request: the one table of it, from which also the documentation is checked. A field that
 * is not listed here is passed on.
 */
enum RequestField {
    MODEL(
            "model",
            HONOURED,
            "A chain's name asks that chain; any other name, of up to 512 characters, is a model of the default chain."),
    MESSAGES("messages", HONOURED, "See the table of messages."),
    STREAM("stream", HONOURED, "Server-sent events."),
    STREAM_OPTIONS("stream_options", HONOURED, "`include_usage`; anything else in it is ignored."),
    TEMPERATURE("temperature", HONOURED, "From 0 to 2."),
    TOP_P("top_p", HONOURED, "From 0 to 1."),
    MAX_TOKENS("max_tokens", HONOURED, "In the spelling that the provider's model takes."),
    MAX_COMPLETION_TOKENS(
            "max_completion_tokens",
            HONOURED,
            "To OpenAI-compatible providers under this name. Not together with another `max_tokens`."),
    STOP("stop", HONOURED, "A string or an array of up to 16."),
    TOOLS("tools", HONOURED, "Functions only; their calls go back to the client, nothing is executed here."),
    RESPONSE_FORMAT(
            "response_format",
            HONOURED,
            "`text`; `json_schema` (name and `strict` reach OpenAI-compatible providers); `json_object` asks only"
                    + " providers that know it: OpenAI-compatible ones and Ollama."),
    N("n", HONOURED, "Only 1."),
    TOOL_CHOICE(
            "tool_choice",
            REQUIRED,
            "`auto` everywhere; `none`, `required` and a named function ask OpenAI-compatible providers and Anthropic"
                    + " only.") {
        @Override
        boolean isDefault(JsonNode value) {
            return value.isString() && value.stringValue().equals("auto");
        }
    },
    PARALLEL_TOOL_CALLS(
            "parallel_tool_calls",
            REQUIRED,
            "`true` everywhere; `false` asks OpenAI-compatible providers and Anthropic only.") {
        @Override
        boolean isDefault(JsonNode value) {
            return value.isBoolean() && value.booleanValue();
        }

        @Override
        void check(JsonAt value) {
            value.bool();
        }
    },
    LOGIT_BIAS("logit_bias", REQUIRED, "OpenAI-compatible providers only: other models have other tokens.") {
        @Override
        boolean isDefault(JsonNode value) {
            return value.isObject() && value.isEmpty();
        }

        @Override
        void check(JsonAt value) {
            value.object();
        }
    },
    WEB_SEARCH_OPTIONS("web_search_options", REQUIRED, "OpenAI-compatible providers only."),
    FREQUENCY_PENALTY("frequency_penalty", PASSED_ON, "From -2 to 2. Also to Ollama; Anthropic has none.") {
        @Override
        boolean isDefault(JsonNode value) {
            return value.isNumber() && value.asDouble(1) == 0;
        }

        @Override
        boolean isPortable() {
            return true;
        }
    },
    PRESENCE_PENALTY("presence_penalty", PASSED_ON, "From -2 to 2. Also to Ollama; Anthropic has none.") {
        @Override
        boolean isDefault(JsonNode value) {
            return value.isNumber() && value.asDouble(1) == 0;
        }

        @Override
        boolean isPortable() {
            return true;
        }
    },
    SEED("seed", PASSED_ON, "A whole number. Also to Ollama.") {
        @Override
        void check(JsonAt value) {
            if (!value.node().isIntegralNumber() || !value.node().canConvertToLong()) {
                throw BadRequest.wrongType(value.path(), "a whole number of at most 64 bits");
            }
        }
    },
    USER("user", PASSED_ON, "") {
        @Override
        void check(JsonAt value) {
            value.text();
        }
    },
    SAFETY_IDENTIFIER("safety_identifier", PASSED_ON, ""),
    METADATA("metadata", PASSED_ON, "") {
        @Override
        void check(JsonAt value) {
            value.object();
        }
    },
    STORE("store", PASSED_ON, "") {
        @Override
        void check(JsonAt value) {
            value.bool();
        }
    },
    SERVICE_TIER("service_tier", PASSED_ON, ""),
    REASONING_EFFORT("reasoning_effort", PASSED_ON, ""),
    VERBOSITY("verbosity", PASSED_ON, ""),
    PREDICTION("prediction", PASSED_ON, ""),
    PROMPT_CACHE_KEY("prompt_cache_key", PASSED_ON, ""),
    PROMPT_CACHE_RETENTION("prompt_cache_retention", PASSED_ON, ""),
    MODALITIES(
            "modalities", IGNORED, "Only `[\"text\"]`, which is what is answered anyway; anything else is refused.") {
        @Override
        boolean isDefault(JsonNode value) {
            return value.isArray()
                    && value.size() == 1
                    && value.get(0).isString()
                    && value.get(0).stringValue().equals("text");
        }

        @Override
        @Nullable
        String refusal() {
            return "Answers are text: leave it out, or write [\"text\"].";
        }
    },
    LOGPROBS("logprobs", REFUSED, "`true`, since answers carry none; `false` is as if it were not there.") {
        @Override
        boolean isDefault(JsonNode value) {
            return value.isBoolean() && !value.booleanValue();
        }

        @Override
        String refusal() {
            return "Answers carry no log probabilities: leave it out.";
        }
    },
    TOP_LOGPROBS("top_logprobs", REFUSED, "As `logprobs`; 0 is as if it were not there.") {
        @Override
        boolean isDefault(JsonNode value) {
            return value.isIntegralNumber() && value.asInt(1) == 0;
        }

        @Override
        String refusal() {
            return "Answers carry no log probabilities: leave it out.";
        }
    },
    AUDIO("audio", REFUSED, "Answers are text.") {
        @Override
        String refusal() {
            return "Answers are text: leave it out.";
        }
    },
    FUNCTIONS("functions", REFUSED, "The older form of `tools`.") {
        @Override
        String refusal() {
            return "Write 'tools' instead.";
        }
    },
    FUNCTION_CALL("function_call", REFUSED, "The older form of `tool_choice`.") {
        @Override
        String refusal() {
            return "Write 'tool_choice' instead.";
        }
    },
    API_KEY("api_key", REFUSED, "Credentials and addresses of providers are configured, never taken from a client."),
    API_BASE("api_base", REFUSED, "As `api_key`."),
    BASE_URL("base_url", REFUSED, "As `api_key`."),
    HEADERS("headers", REFUSED, "As `api_key`."),
    EXTRA_HEADERS("extra_headers", REFUSED, "As `api_key`."),
    EXTRA_BODY("extra_body", REFUSED, "Write its fields beside the others, as the official clients do.") {
        @Override
        String refusal() {
            return "Write its fields beside the others.";
        }
    };

    private static final Map<String, RequestField> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(RequestField::wireName, Function.identity()));

    private final String wireName;

    private final Treatment treatment;

    private final String note;

    RequestField(String wireName, Treatment treatment, String note) {
        this.wireName = wireName;
        this.treatment = treatment;
        this.note = note;
    }

    /** Returns the field of a name; {@code null} where the name is not known. */
    static @Nullable RequestField named(String name) {
        return BY_NAME.get(name);
    }

    String wireName() {
        return wireName;
    }

    Treatment treatment() {
        return treatment;
    }

    /** Returns what a reader of the documentation is told beside the treatment, in Markdown. */
    String note() {
        return note;
    }

    /** Whether a value asks for nothing but what happens anyway, so that it has to be neither passed on nor refused. */
    boolean isDefault(JsonNode value) {
        return false;
    }

    /** Whether Spring AI has an option for it, through which it reaches every client that knows it. */
    boolean isPortable() {
        return false;
    }

    /**
     * Looks whether a value is what the protocol says, where that can be said.
     *
     * @throws BadRequest where it is not
     */
    void check(JsonAt value) {}

    /** Returns what to write instead, where a value is refused. */
    @Nullable
    String refusal() {
        return treatment == REFUSED
                ? "Which providers are asked, and as whom, is configured here: leave it out."
                : null;
    }
}
