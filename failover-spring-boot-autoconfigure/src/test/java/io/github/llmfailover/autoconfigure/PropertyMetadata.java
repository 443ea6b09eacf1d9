package io.github.llmfailover.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The metadata of our properties, as the build has made it from records and hints. */
final class PropertyMetadata {

    private final JsonNode root;

    private final Map<String, Property> properties;

    private PropertyMetadata(JsonNode root) {
        this.root = root;
        this.properties = properties(root);
    }

    /** What is known of one property. */
    record Property(
            String type, String description, @Nullable String defaultValue) {}

    static PropertyMetadata read() {
        JsonNode root = json("META-INF/spring-configuration-metadata.json");
        return new PropertyMetadata(Objects.requireNonNull(root, "There is no metadata: build with Maven"));
    }

    Set<String> names() {
        return properties.keySet();
    }

    Property property(String name) {
        return Objects.requireNonNull(properties.get(name), name);
    }

    /** The properties of a type that maps and lists hold, by name; none for types that are written as one value. */
    Map<String, Property> ofType(String type) {
        JsonNode json = json("META-INF/spring/configuration-metadata/" + type + ".json");
        return json == null ? Map.of() : properties(json);
    }

    /** The values that are suggested for a property, or for the keys of a map, each with what it means. */
    Map<String, String> hints(String name) {
        Map<String, String> values = new LinkedHashMap<>();
        for (JsonNode hint : root.path("hints")) {
            String of = hint.path("name").asString();
            if (of.equals(name) || of.equals(name + ".keys")) {
                hint.path("values")
                        .forEach(value -> values.put(
                                value.path("value").asString(),
                                value.path("description").asString("")));
            }
        }
        return values;
    }

    private static Map<String, Property> properties(JsonNode json) {
        Map<String, Property> properties = new TreeMap<>();
        for (JsonNode property : json.path("properties")) {
            JsonNode byDefault = property.path("defaultValue");
            properties.put(
                    property.path("name").asString(),
                    new Property(
                            property.path("type").asString(),
                            property.path("description").asString(""),
                            byDefault.isMissingNode() ? null : byDefault.asString()));
        }
        return properties;
    }

    private static @Nullable JsonNode json(String resource) {
        try (InputStream in = PropertyMetadata.class.getClassLoader().getResourceAsStream(resource)) {
            return in == null ? null : JsonMapper.shared().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
