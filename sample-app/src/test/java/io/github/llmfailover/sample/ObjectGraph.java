package io.github.llmfailover.sample;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What every object of the library says of itself that can be reached from some objects. */
final class ObjectGraph {

    private static final String OURS = "io.github.llmfailover.";

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Deque<Object> open = new ArrayDeque<>();

    private final List<String> texts = new ArrayList<>();

    private ObjectGraph() {}

    static List<String> texts(Iterable<?> roots) throws IllegalAccessException {
        ObjectGraph graph = new ObjectGraph();
        roots.forEach(graph::visit);
        while (!graph.open.isEmpty()) {
            graph.expand(graph.open.remove());
        }
        return graph.texts;
    }

    private void visit(@Nullable Object object) {
        if (object != null && seen.add(object)) {
            open.add(object);
        }
    }

    private void expand(Object object) throws IllegalAccessException {
        if (object instanceof Iterable<?> elements) {
            elements.forEach(this::visit);
        } else if (object instanceof Map<?, ?> map) {
            map.values().forEach(this::visit);
        } else if (object instanceof Object[] elements) {
            Arrays.asList(elements).forEach(this::visit);
        } else if (object.getClass().getName().startsWith(OURS)) {
            texts.add(object.toString());
            for (Class<?> type = object.getClass(); type.getName().startsWith(OURS); type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())
                            && !field.getType().isPrimitive()) {
                        field.setAccessible(true);
                        visit(field.get(object));
                    }
                }
            }
        }
    }
}
