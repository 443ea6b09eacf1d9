package io.github.llmfailover.test.wire;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The errors of Anthropic's API, in its words. */
final class AnthropicErrors {

    private static final String INVALID = "invalid_request_error";

    private AnthropicErrors() {}

    static WireError problem(Problem problem, String model) {
        return switch (problem) {
            case RATE_LIMITED ->
                error(
                        429,
                        "rate_limit_error",
                        "This request would exceed your organization's rate limit of 50 requests per minute. For"
                                + " details, refer to: https://docs.claude.com/en/api/rate-limits.");
            case QUOTA_EXHAUSTED ->
                error(
                        400,
                        INVALID,
                        "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to"
                                + " upgrade or purchase credits.");
            case UNAUTHORIZED -> error(401, "authentication_error", "invalid x-api-key");
            case MODEL_NOT_FOUND -> error(404, "not_found_error", "model: " + model);
            case OVERLOADED -> error(529, "overloaded_error", "Overloaded");
            case SERVER_ERROR -> error(500, "api_error", "Internal server error");
            case CONTEXT_TOO_LONG -> error(400, INVALID, "prompt is too long: 208310 tokens > 200000 maximum");
            case CONTENT_FILTERED -> error(400, INVALID, "Output blocked by content filtering policy");
            case INVALID_REQUEST -> error(400, INVALID, "temperature: Input should be less than or equal to 1");
            case PAYMENT_REQUIRED ->
                error(402, "billing_error", "There is an issue with your billing or payment information.");
            case PREFILL_REJECTED ->
                error(
                        400,
                        INVALID,
                        "This model does not support assistant message prefill. The conversation must end with a"
                                + " user message.");
        };
    }

    static WireError status(int status, String message) {
        return error(status, typeOf(status), message);
    }

    private static String typeOf(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 529 -> "overloaded_error";
            default -> status >= 500 ? "api_error" : INVALID;
        };
    }

    /** The error that takes the place of an event. */
    static ObjectNode inBand(@Nullable String type) {
        return type == null ? body("overloaded_error", "Overloaded") : body(type, "The stream was ended by an error");
    }

    private static WireError error(int status, String type, String message) {
        return new WireError(status, Json.bytes(body(type, message)));
    }

    private static ObjectNode body(String type, String message) {
        ObjectNode body = Json.object().put("type", "error");
        body.putObject("error").put("type", type).put("message", message);
        return body.put("request_id", "req_011CSimulator");
    }
}
