package io.github.llmfailover.gateway.request;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON as the gateway reads it: strictly, and within limits. */
public final class GatewayJson {

    /** How deep a request may be nested; schemas are the deepest thing in one, and far from it. */
    static final int MAX_DEPTH = 128;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private GatewayJson() {}

    /**
     * Parses a body. A key that stands twice in an object is refused: which of the two counts would be a guess.
     *
     * @throws BadRequest where it is not JSON, or nested too deep
     */
    public static JsonNode parse(byte[] body) {
        JsonNode node;
        try {
            node = MAPPER.readTree(body);
        } catch (JacksonException e) {
            // What the parser says quotes the body.
            JacksonException problem = e;
            String where = problem.getLocation() == null
                    ? ""
                    : " (line " + problem.getLocation().getLineNr() + ", column "
                            + problem.getLocation().getColumnNr() + ")";
            throw new BadRequest(
                    400,
                    null,
                    "invalid_json",
                    "The body is not one valid JSON value in UTF-8 with each key once, nested at most " + MAX_DEPTH
                            + " deep" + where + ".");
        }
        if (node == null || node.isMissingNode()) {
            throw new BadRequest(400, null, "invalid_json", "The body is empty. Write a JSON object.");
        }
        return node;
    }

    /** Whether a text is a JSON object. */
    static boolean isObject(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            return node != null && node.isObject();
        } catch (JacksonException e) {
            return false;
        }
    }

    /** Whether a value that was parsed elsewhere is nested deeper than is read here. */
    static boolean isTooDeep(JsonNode root) {
        record Place(JsonNode node, int depth) {}
        Deque<Place> open = new ArrayDeque<>();
        open.push(new Place(root, 1));
        while (!open.isEmpty()) {
            Place place = open.pop();
            if (place.depth() > MAX_DEPTH) {
                return true;
            }
            for (JsonNode child : place.node()) {
                if (child.isContainer()) {
                    open.push(new Place(child, place.depth() + 1));
                }
            }
        }
        return false;
    }

    /** Returns a value as maps, lists, texts, numbers and booleans, which clients write with whichever library is theirs. */
    static @Nullable Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            node.properties().forEach(field -> map.put(field.getKey(), plain(field.getValue())));
            return map;
        }
        if (node.isArray()) {
            List<@Nullable Object> list = new ArrayList<>(node.size());
            node.forEach(element -> list.add(plain(element)));
            return list;
        }
        if (node.isString()) {
            return node.stringValue();
        }
        if (node.isNumber()) {
            return node.numberValue();
        }
        return node.isBoolean() ? node.booleanValue() : null;
    }
}
