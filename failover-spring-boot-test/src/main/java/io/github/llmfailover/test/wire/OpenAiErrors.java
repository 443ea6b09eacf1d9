package io.github.llmfailover.test.wire;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The errors of OpenAI's API, in its words. */
final class OpenAiErrors {

    private static final String INVALID = "invalid_request_error";

    private OpenAiErrors() {}

    static WireError problem(Problem problem, String model) {
        return switch (problem) {
            case RATE_LIMITED ->
                error(
                        429,
                        "Rate limit reached for " + model
                                + " in organization org-simulator on requests per min (RPM): Limit 500, Used 500,"
                                + " Requested 1. Please try again in 1s. Visit"
                                + " https://platform.openai.com/account/rate-limits to learn more.",
                        "requests",
                        null,
                        "rate_limit_exceeded");
            case QUOTA_EXHAUSTED ->
                error(
                        429,
                        "You exceeded your current quota, please check your plan and billing details. For more"
                                + " information on this error, read the docs:"
                                + " https://platform.openai.com/docs/guides/error-codes/api-errors.",
                        "insufficient_quota",
                        null,
                        "insufficient_quota");
            case UNAUTHORIZED ->
                error(
                        401,
                        "Incorrect API key provided. You can find your API key at"
                                + " https://platform.openai.com/account/api-keys.",
                        INVALID,
                        null,
                        "invalid_api_key");
            case MODEL_NOT_FOUND ->
                error(
                        404,
                        "The model `" + model + "` does not exist or you do not have access to it.",
                        INVALID,
                        null,
                        "model_not_found");
            case OVERLOADED ->
                error(503, "The engine is currently overloaded, please try again later", "server_error", null, null);
            case SERVER_ERROR ->
                error(
                        500,
                        "The server had an error while processing your request. Sorry about that!",
                        "server_error",
                        null,
                        null);
            case CONTEXT_TOO_LONG ->
                error(
                        400,
                        "This model's maximum context length is 128000 tokens. However, your messages resulted in"
                                + " 130012 tokens. Please reduce the length of the messages.",
                        INVALID,
                        "messages",
                        "context_length_exceeded");
            case CONTENT_FILTERED ->
                error(
                        400,
                        "The response was filtered due to the prompt triggering the content management policy."
                                + " Please modify your prompt and retry.",
                        INVALID,
                        "prompt",
                        "content_filter");
            case INVALID_REQUEST ->
                error(
                        400,
                        "Invalid value for 'temperature': expected a number between 0 and 2.",
                        INVALID,
                        "temperature",
                        "invalid_value");
            case PAYMENT_REQUIRED -> error(402, "Insufficient Balance", "unknown_error", null, "invalid_request_error");
            case PREFILL_REJECTED ->
                error(
                        400,
                        "Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant",
                        INVALID,
                        "messages",
                        null);
        };
    }

    static WireError status(int status, String message) {
        return error(status, message, status >= 500 ? "server_error" : INVALID, null, null);
    }

    /** The error that takes the place of a chunk. */
    static ObjectNode inBand(@Nullable String type) {
        return body(
                "The server had an error while processing your request. Sorry about that!",
                type == null ? "server_error" : type,
                null,
                null);
    }

    private static WireError error(
            int status, String message, String type, @Nullable String param, @Nullable String code) {
        return new WireError(status, Json.bytes(body(message, type, param, code)));
    }

    private static ObjectNode body(String message, String type, @Nullable String param, @Nullable String code) {
        ObjectNode body = Json.object();
        body.putObject("error")
                .put("message", message)
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return body;
    }
}
