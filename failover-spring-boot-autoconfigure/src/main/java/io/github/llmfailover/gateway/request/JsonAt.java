package io.github.llmfailover.gateway.request;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A value at its place in a request. Reading it as what it is not ends in a {@link BadRequest} that names the place. A
 * field that is {@code null} is one that is not set.
 *
 * @param node the value
 * @param path where it stands, such as {@code messages[3].content[0]}
 */
record JsonAt(JsonNode node, String path) {

    /** Returns a field of this object; {@code null} where it is not set. */
    @Nullable
    JsonAt get(String field) {
        JsonNode value = node.get(field);
        return value == null || value.isNull() || value.isMissingNode() ? null : new JsonAt(value, pathOf(field));
    }

    /** Returns a field of this object that must be set. */
    JsonAt require(String field, String instead) {
        JsonAt value = get(field);
        if (value == null) {
            throw BadRequest.missing(pathOf(field), instead);
        }
        return value;
    }

    String pathOf(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    JsonAt object() {
        if (!node.isObject()) {
            throw BadRequest.wrongType(path, "an object");
        }
        return this;
    }

    List<JsonAt> elements() {
        if (!node.isArray()) {
            throw BadRequest.wrongType(path, "an array");
        }
        List<JsonAt> elements = new ArrayList<>(node.size());
        int index = 0;
        for (JsonNode element : node) {
            elements.add(new JsonAt(element, path + "[" + index++ + "]"));
        }
        return elements;
    }

    boolean isText() {
        return node.isString();
    }

    String text() {
        if (!node.isString()) {
            throw BadRequest.wrongType(path, "a string");
        }
        return node.stringValue();
    }

    /** Returns the text of something that names, which must not be blank. */
    String name() {
        String text = text();
        if (text.isBlank()) {
            throw BadRequest.wrongValue(path, "must not be blank.");
        }
        return text;
    }

    String nameUpTo(int most) {
        String name = name();
        if (name.length() > most) {
            throw BadRequest.wrongValue(path, "must have at most " + most + " characters.");
        }
        return name;
    }

    boolean bool() {
        if (!node.isBoolean()) {
            throw BadRequest.wrongType(path, "true or false");
        }
        return node.booleanValue();
    }

    int integerFrom(int least) {
        if (!node.isIntegralNumber()) {
            throw BadRequest.wrongType(path, "a whole number");
        }
        if (!node.canConvertToInt() || node.intValue() < least) {
            throw BadRequest.wrongValue(path, "must be from " + least + " to " + Integer.MAX_VALUE + ".");
        }
        return node.intValue();
    }

    double numberWithin(double least, double most) {
        if (!node.isNumber()) {
            throw BadRequest.wrongType(path, "a number");
        }
        // A number too large for a double becomes infinite here, and is outside of the limits.
        double value = node.asDouble(Double.NaN);
        if (!(value >= least && value <= most)) {
            throw BadRequest.wrongValue(path, "must be from " + least + " to " + most + ".");
        }
        return value;
    }
}
