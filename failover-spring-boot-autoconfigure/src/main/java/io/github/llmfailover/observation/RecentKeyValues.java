package io.github.llmfailover.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.docs.KeyName;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The values of one key that were asked for last, as models are: nearly always the same few, although nobody says which
 * and how many. Keeps sixteen at most. Where two share a place, each takes it from the other, and is made anew.
 */
final class RecentKeyValues {

    private static final int PLACES = 16;

    private final KeyName key;

    private final AtomicReferenceArray<@Nullable KeyValue> recent = new AtomicReferenceArray<>(PLACES);

    RecentKeyValues(KeyName key) {
        this.key = key;
    }

    KeyValue of(String value) {
        int hash = value.hashCode();
        int place = (hash ^ (hash >>> 16)) & (PLACES - 1);
        KeyValue known = recent.get(place);
        if (known != null && known.getValue().equals(value)) {
            return known;
        }
        KeyValue made = KeyValue.of(key, value);
        recent.set(place, made);
        return made;
    }
}
