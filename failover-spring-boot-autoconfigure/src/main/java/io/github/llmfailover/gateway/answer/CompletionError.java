package io.github.llmfailover.gateway.answer;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A failure as clients of OpenAI's protocol expect it.
 *
 * @param status the HTTP status, where none has been sent yet
 * @param body the body, or the data of an error event in a stream
 * @param headers the headers that belong to it
 */
public record CompletionError(int status, JsonNode body, Map<String, String> headers) {

    /** Copies the headers. */
    public CompletionError {
        headers = Map.copyOf(headers);
    }
}
