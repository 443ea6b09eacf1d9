package io.github.llmfailover.autoconfigure;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/** Which properties differ between two configurations, by name only: a value may be a secret. */
final class PropertyChanges {

    private final TreeSet<String> changed = new TreeSet<>();

    private PropertyChanges() {}

    static List<String> between(FailoverProperties before, FailoverProperties after) {
        PropertyChanges changes = new PropertyChanges();
        changes.compare(FailoverProperties.PREFIX, before, after);
        return new ArrayList<>(changes.changed);
    }

    private void compare(String path, @Nullable Object before, @Nullable Object after) {
        if (Objects.equals(before, after)) {
            return;
        }
        if (before instanceof Record && after instanceof Record) {
            for (RecordComponent component : before.getClass().getRecordComponents()) {
                compare(
                        path + "." + DataObjectPropertyName.toDashedForm(component.getName()),
                        value(component, before),
                        value(component, after));
            }
        } else if (before instanceof Map<?, ?> one && after instanceof Map<?, ?> other) {
            one.forEach((key, value) -> compare(path + "." + key, value, other.get(key)));
            other.forEach((key, value) -> compare(path + "." + key, one.get(key), value));
        } else {
            // Of what was not there at all, or is not any more, its name says everything.
            changed.add(path);
        }
    }

    private static @Nullable Object value(RecordComponent component, Object of) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(of);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("Could not read " + component, e);
        }
    }
}
