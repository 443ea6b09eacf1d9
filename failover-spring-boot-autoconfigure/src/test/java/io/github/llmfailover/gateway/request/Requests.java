package io.github.llmfailover.gateway.request;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Requests as clients write them. Single quotes stand for double ones. */
public final class Requests {

    public static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private static final CompletionRequests READER = new CompletionRequests(Set.of("default", "reverse", "cheap"));

    private Requests() {}

    public static JsonNode json(String text) {
        return GatewayJson.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    public static CompletionRequest read(String text) {
        return READER.read(json(text));
    }

    public static CompletionRequest read(JsonNode body) {
        return READER.read(body);
    }

    /** A request with one message, and more fields. */
    public static String with(String fields) {
        return "{'model':'gpt-x','messages':[{'role':'user','content':'hello'}]" + (fields.isEmpty() ? "" : ",")
                + fields + "}";
    }

    /** A request with these messages. */
    public static String of(String messages) {
        return "{'model':'gpt-x','messages':[" + messages + "]}";
    }

    public static CompletionRequest plain() {
        return read(with(""));
    }
}
