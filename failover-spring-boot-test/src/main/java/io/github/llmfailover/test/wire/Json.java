package io.github.llmfailover.test.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON in the way all wires need it. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    static JsonNode parse(String json) {
        return MAPPER.readTree(json);
    }

    /** A server-sent event without a name. */
    static byte[] data(JsonNode node) {
        return utf8("data: " + MAPPER.writeValueAsString(node) + "\n\n");
    }

    static byte[] event(String name, JsonNode node) {
        return utf8("event: " + name + "\ndata: " + MAPPER.writeValueAsString(node) + "\n\n");
    }

    static byte[] line(JsonNode node) {
        return utf8(MAPPER.writeValueAsString(node) + "\n");
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }

    /** The text of a message's content: a string, or parts of which those with a text count. */
    static String contentText(JsonNode content) {
        if (!content.isArray()) {
            return content.asString("");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode part : content) {
            if (part.path("text").isString()) {
                texts.add(part.path("text").asString());
            } else if (!part.path("content").isMissingNode()) {
                // A tool result of Anthropic's has content of its own.
                texts.add(contentText(part.path("content")));
            }
        }
        return String.join("", texts);
    }

    static String requiredModel(JsonNode body, String complaint) throws InvalidRequestException {
        JsonNode model = body.path("model");
        if (!model.isString() || model.asString().isBlank()) {
            throw new InvalidRequestException(complaint);
        }
        return model.asString();
    }

    static JsonNode requiredMessages(JsonNode body, String complaint) throws InvalidRequestException {
        JsonNode messages = body.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            throw new InvalidRequestException(complaint);
        }
        return messages;
    }

    static List<WireMessage> messages(JsonNode messages) {
        List<WireMessage> result = new ArrayList<>();
        for (JsonNode message : messages) {
            result.add(new WireMessage(text(message, "role"), contentText(message.path("content"))));
        }
        return result;
    }

    /** The names of tools of the shape {@code {"type":"function","function":{"name":…}}}. */
    static List<String> functionNames(JsonNode tools) {
        List<String> names = new ArrayList<>();
        for (JsonNode tool : tools) {
            names.add(text(tool.path("function"), "name"));
        }
        return names;
    }
}
