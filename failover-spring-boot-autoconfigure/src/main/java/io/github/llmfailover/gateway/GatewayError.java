package io.github.llmfailover.gateway;

import io.github.llmfailover.FailoverException;
import io.github.llmfailover.gateway.answer.CompletionError;
import io.github.llmfailover.gateway.answer.CompletionErrors;
import java.util.Map;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How any failure is told: the gateway's own refusals, and what the failover model reports. */
final class GatewayError {

    private static final Log logger = LogFactory.getLog(GatewayError.class);

    private GatewayError() {}

    static CompletionError of(Throwable error, CompletionErrors others) {
        if (error instanceof Refusal refusal) {
            return new CompletionError(refusal.status(), refusal.body(), refusal.headers());
        }
        if (error instanceof EventText.Interrupted) {
            return new CompletionError(502, body("stream_interrupted", "The answer broke off."), Map.of());
        }
        CompletionError told = others.of(error);
        if (told.status() == 500 && !(error instanceof FailoverException || error instanceof AbortedException)) {
            logger.error("A request to the gateway failed for a reason that is not its own", error);
        }
        return told;
    }

    private static JsonNode body(String code, String message) {
        ObjectNode error = JsonNodeFactory.instance.objectNode();
        error.put("message", message);
        error.put("type", "server_error");
        error.putNull("param");
        error.put("code", code);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("error", error);
        return body;
    }
}
