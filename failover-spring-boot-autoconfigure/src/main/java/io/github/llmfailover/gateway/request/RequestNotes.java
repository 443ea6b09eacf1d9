package io.github.llmfailover.gateway.request;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What is noted while one request is read: what goes to whom, who can serve it at all, and what is ignored. */
final class RequestNotes {

    /** What stands for names that a header cannot hold, and for all beyond what fits. */
    static final String OTHERS = "*";

    private static final int MOST_IGNORED = 32;

    private static final Pattern HARMLESS_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private final Map<String, Object> passedOn = new LinkedHashMap<>();

    private final Set<String> required = new LinkedHashSet<>();

    private final Set<String> ignored = new LinkedHashSet<>();

    void passOn(String field, Object value) {
        passedOn.put(field, value);
    }

    /** Only who honours the field may serve. */
    void requireField(String field) {
        required.add(field);
    }

    /** Notes a field by its path, in which places in arrays are left out so that a header can hold all. */
    void ignore(String parent, String field) {
        boolean fits =
                ignored.size() < MOST_IGNORED && HARMLESS_NAME.matcher(field).matches();
        ignored.add(!fits ? OTHERS : parent.isEmpty() ? field : parent + "." + field);
    }

    void ignoreUnknown(JsonAt object, String path, Set<String> known) {
        if (object.node().size() > known.size()
                || !known.containsAll(object.node().propertyNames())) {
            object.node().properties().forEach(field -> {
                if (!known.contains(field.getKey()) && !field.getValue().isNull()) {
                    ignore(path, field.getKey());
                }
            });
        }
    }

    Map<String, Object> passedOn() {
        return passedOn;
    }

    Set<String> required() {
        return required;
    }

    List<String> ignored() {
        return List.copyOf(ignored);
    }
}
