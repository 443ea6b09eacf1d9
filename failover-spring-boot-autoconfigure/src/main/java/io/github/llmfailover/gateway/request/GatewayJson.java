package io.github.llmfailover.gateway.request;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON as the gateway reads it: strictly, and within limits. */
public final class GatewayJson {

    /** How deep a request may be nested; schemas are the deepest thing in one, and far from it. */
    static final int MAX_DEPTH = 128;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private GatewayJson() {}

    /**
     * Parses a body. Refused are also a key that stands twice in an object, since which of the two counts would be a
     * guess, and half a surrogate pair, which no provider could be sent.
     *
     * @throws BadRequest where it is not UTF-8, or not one JSON object, or nested too deep; the message does not quote it
     */
    public static JsonNode parse(byte[] body) {
        String text = decode(body);
        JsonNode node;
        try {
            node = MAPPER.readTree(text);
        } catch (StreamConstraintsException e) {
            throw invalid("The body's JSON is nested deeper than " + MAX_DEPTH
                    + " levels, or has a name or a number that is too long.");
        } catch (JacksonException e) {
            throw invalid("The body is not one valid JSON value with each key once in an object" + place(e) + ".");
        }
        if (node == null || node.isMissingNode()) {
            throw invalid("The body is empty. Write a JSON object.");
        }
        if (!node.isObject()) {
            throw invalid("The body must be a JSON object.");
        }
        if (mayHoldSurrogates(text) && holdsHalfAPair(node)) {
            throw invalid("The body holds half a surrogate pair, which is no character.");
        }
        return node;
    }

    /** Decoded beforehand, because the parser lets some byte sequences pass that are no UTF-8. */
    private static String decode(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadRequest(400, null, "invalid_utf8", "The body is not valid UTF-8.");
        }
    }

    private static BadRequest invalid(String message) {
        return new BadRequest(400, null, "invalid_json", message);
    }

    /** What the parser itself says quotes the body. */
    private static String place(JacksonException problem) {
        return problem.getLocation() == null
                ? ""
                : " (line " + problem.getLocation().getLineNr() + ", column "
                        + problem.getLocation().getColumnNr() + ")";
    }

    /** In UTF-8 that was decoded, only an escape can be half a pair. */
    private static boolean mayHoldSurrogates(String text) {
        return text.contains("\\ud") || text.contains("\\uD");
    }

    private static boolean holdsHalfAPair(JsonNode node) {
        if (node.isString()) {
            return isHalfAPair(node.stringValue());
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (isHalfAPair(field.getKey()) || holdsHalfAPair(field.getValue())) {
                return true;
            }
        }
        if (node.isArray()) {
            for (JsonNode element : node) {
                if (holdsHalfAPair(element)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isHalfAPair(String text) {
        return text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /** Whether a text is a JSON object. */
    static boolean isObject(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            return node != null && node.isObject() && !(mayHoldSurrogates(text) && holdsHalfAPair(node));
        } catch (JacksonException e) {
            return false;
        }
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
            // The parser makes infinity of it, which no JSON can say to a provider.
            if (node.numberValue() instanceof Double number && !Double.isFinite(number)) {
                throw new BadRequest(400, null, "invalid_value", "The body holds a number that is too large.");
            }
            return node.numberValue();
        }
        return node.isBoolean() ? node.booleanValue() : null;
    }
}
