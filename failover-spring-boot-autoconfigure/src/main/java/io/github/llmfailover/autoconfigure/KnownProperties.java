package io.github.llmfailover.autoconfigure;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/** Which properties there are, read off the records that they are bound to, so that the two cannot drift apart. */
final class KnownProperties {

    static final KnownProperties INSTANCE = new KnownProperties();

    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(FailoverProperties.PREFIX);

    private static final Set<String> SECRET = Set.of("client", "apikeys");

    private final Node root = Node.of(FailoverProperties.class);

    /**
     * One level of names.
     *
     * @param children the names below this one; empty where this one has a value
     * @param key what is below a key that the user chooses, or below an index; {@code null} where there is neither
     * @param anything whether whatever is below is the user's own: elements of a list, entries of a map of values
     */
    private record Node(
            Map<String, Node> children, @Nullable Node key, boolean anything) {

        static Node of(Type type) {
            if (type instanceof Class<?> plain && plain.isRecord()) {
                Map<String, Node> children = new LinkedHashMap<>();
                for (RecordComponent component : plain.getRecordComponents()) {
                    children.put(
                            DataObjectPropertyName.toDashedForm(component.getName()), of(component.getGenericType()));
                }
                return new Node(children, null, false);
            }
            if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
                Type value = generic.getActualTypeArguments()[1];
                boolean block = value instanceof Class<?> plain && plain.isRecord();
                return new Node(Map.of(), block ? of(value) : null, !block);
            }
            if (type instanceof ParameterizedType generic
                    && generic.getRawType() instanceof Class<?> raw
                    && Collection.class.isAssignableFrom(raw)) {
                Type element = generic.getActualTypeArguments()[0];
                boolean block = element instanceof Class<?> plain && plain.isRecord();
                return new Node(Map.of(), block ? of(element) : null, !block);
            }
            return new Node(Map.of(), null, false);
        }

        @Nullable
        Node child(ConfigurationPropertyName name, int index) {
            if (key != null) {
                return key;
            }
            String element = name.getElement(index, Form.UNIFORM);
            for (Map.Entry<String, Node> child : children.entrySet()) {
                if (ProviderNames.canonical(child.getKey()).equals(element)) {
                    return child.getValue();
                }
            }
            return null;
        }

        boolean isValue() {
            return children.isEmpty() && key == null;
        }
    }

    /** Whether this is a property, or an element of one. */
    boolean isKnown(ConfigurationPropertyName name) {
        return unknownFrom(name) < 0;
    }

    /** Whether this is a property with a single value that may be shown: nothing of a client may, and no key. */
    boolean mayBeShown(ConfigurationPropertyName name) {
        Node node = root;
        for (int i = PREFIX.getNumberOfElements(); i < name.getNumberOfElements(); i++) {
            if (SECRET.contains(name.getElement(i, Form.UNIFORM))) {
                return false;
            }
            Node child = node.anything() ? node : node.child(name, i);
            if (child == null) {
                return false;
            }
            node = child;
        }
        return node.isValue();
    }

    /** Returns the properties that are known beside, or instead of, an unknown one, as they are written in full. */
    List<String> alternatives(ConfigurationPropertyName unknown) {
        int from = unknownFrom(unknown);
        Node node = root;
        for (int i = PREFIX.getNumberOfElements(); i < from; i++) {
            Node child = node.child(unknown, i);
            if (child == null) {
                break;
            }
            node = child;
        }
        return node.children().keySet().stream()
                .map(name -> unknown.chop(from) + "." + name)
                .toList();
    }

    /** Returns the known property that is nearest to an unknown one; {@code null} where none is near. */
    @Nullable
    String nearest(ConfigurationPropertyName unknown) {
        List<String> all = new ArrayList<>();
        collect(root, FailoverProperties.PREFIX, PREFIX.getNumberOfElements(), unknown, all);
        return Spelling.nearest(unknown.toString(), all, FailoverProperties.PREFIX.length() + 1);
    }

    private static void collect(Node node, String path, int depth, ConfigurationPropertyName like, List<String> names) {
        if (node.isValue()) {
            names.add(path);
        }
        node.children().forEach((name, child) -> collect(child, path + "." + name, depth + 1, like, names));
        Node key = node.key();
        if (key != null && like.getNumberOfElements() > depth) {
            String chosen = like.getElement(depth, Form.ORIGINAL);
            String below = like.isNumericIndex(depth) ? "[" + chosen + "]" : "." + chosen;
            collect(key, path + below, depth + 1, like, names);
        }
    }

    private int unknownFrom(ConfigurationPropertyName name) {
        Node node = root;
        for (int i = PREFIX.getNumberOfElements(); i < name.getNumberOfElements(); i++) {
            if (node.anything()) {
                return -1;
            }
            Node child = node.child(name, i);
            if (child == null) {
                return i;
            }
            node = child;
        }
        return -1;
    }
}
