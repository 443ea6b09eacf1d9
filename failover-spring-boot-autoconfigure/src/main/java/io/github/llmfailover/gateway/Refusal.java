package io.github.llmfailover.gateway;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The gateway itself refuses a request. Has no stack trace: hostile clients would make us collect them. */
final class Refusal extends RuntimeException {

    private static final String INVALID = "invalid_request_error";

    private final int status;

    private final String type;

    private final @Nullable String code;

    private final @Nullable String param;

    private final transient Map<String, String> headers;

    private Refusal(
            int status,
            String type,
            @Nullable String code,
            @Nullable String param,
            String message,
            Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.code = code;
        this.param = param;
        this.headers = headers;
    }

    static Refusal badRequest(@Nullable String code, @Nullable String param, String message) {
        return new Refusal(400, INVALID, code, param, message, Map.of());
    }

    static Refusal missingKey() {
        return unauthorized("A key is missing. Send it in the header 'Authorization: Bearer <key>'.");
    }

    static Refusal wrongKey() {
        return unauthorized("The key in the header 'Authorization' is not one that this gateway accepts.");
    }

    private static Refusal unauthorized(String message) {
        return new Refusal(401, INVALID, "invalid_api_key", null, message, Map.of("www-authenticate", "Bearer"));
    }

    static Refusal noSuchModel(String model) {
        return new Refusal(
                404,
                INVALID,
                "model_not_found",
                "model",
                "The model '" + abbreviated(model) + "' does not exist, or this key may not use it.",
                Map.of());
    }

    static Refusal noSuchPath() {
        return new Refusal(404, INVALID, "unknown_url", null, "There is nothing at this path.", Map.of());
    }

    static Refusal wrongMethod(String allowed) {
        return new Refusal(
                405,
                INVALID,
                "method_not_allowed",
                null,
                "This path takes " + allowed + " only.",
                Map.of("allow", allowed));
    }

    static Refusal bodyTooSlow(Duration limit) {
        return closing(408, "request_timeout", "The body did not arrive within " + limit.toMillis() + " ms.");
    }

    static Refusal bodyTooLarge(int limit) {
        return closing(413, "request_too_large", "The body is longer than " + limit + " bytes.");
    }

    static Refusal wrongMediaType(String message) {
        return closing(415, "unsupported_media_type", message);
    }

    /** Does not wait for the rest of a body that nobody is going to read. */
    private static Refusal closing(int status, String code, String message) {
        return new Refusal(status, INVALID, code, null, message, Map.of("connection", "close"));
    }

    static Refusal tooMany(String what, int limit) {
        return new Refusal(
                429,
                "rate_limit_error",
                "too_many_concurrent_requests",
                null,
                "The gateway has " + limit + " " + what + " under way, and takes no more at the moment.",
                Map.of("retry-after", "1"));
    }

    static Refusal shuttingDown() {
        return new Refusal(
                503,
                "server_error",
                "shutting_down",
                null,
                "This instance of the gateway is shutting down.",
                Map.of("retry-after", "1", "connection", "close"));
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    /** Returns the body of the answer, in OpenAI's form. */
    JsonNode body() {
        ObjectNode error = JsonNodeFactory.instance.objectNode();
        error.put("message", getMessage());
        error.put("type", type);
        error.put("param", param);
        error.put("code", code);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("error", error);
        return body;
    }

    private static String abbreviated(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
