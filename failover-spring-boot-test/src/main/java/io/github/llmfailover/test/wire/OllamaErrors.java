package io.github.llmfailover.test.wire;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The errors of Ollama, in its words; those of its hosted models where a local one has none. */
final class OllamaErrors {

    private OllamaErrors() {}

    static WireError problem(Problem problem, String model) {
        return switch (problem) {
            case RATE_LIMITED -> error(429, "too many concurrent requests");
            case QUOTA_EXHAUSTED ->
                error(
                        429,
                        "you have reached your weekly usage limit, upgrade for higher limits:"
                                + " https://ollama.com/upgrade");
            case UNAUTHORIZED -> error(401, "unauthorized");
            case MODEL_NOT_FOUND -> error(404, "model '" + model + "' not found");
            case OVERLOADED -> error(503, "server busy, please try again.  maximum pending requests exceeded");
            case SERVER_ERROR -> error(500, "llama runner process has terminated: signal: killed");
            case CONTEXT_TOO_LONG -> error(400, "the input length exceeds the context length");
            case CONTENT_FILTERED -> error(400, "the request was blocked by a content filter");
            case INVALID_REQUEST -> error(400, "invalid options: temperature");
            case PAYMENT_REQUIRED -> error(402, "this model requires a subscription, upgrade for access");
            case PREFILL_REJECTED -> error(400, "the last message must not be an assistant message");
        };
    }

    static WireError error(int status, String message) {
        return new WireError(status, Json.bytes(body(message)));
    }

    /** The error that takes the place of a line. */
    static ObjectNode inBand(@Nullable String type) {
        return body(type == null ? "an error was encountered while running the model: unexpected EOF" : type);
    }

    private static ObjectNode body(String message) {
        return Json.object().put("error", message);
    }
}
