package io.github.llmfailover.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import java.util.Arrays;

/** Collects the key values that an observation has besides those that all of its kind have. */
final class Details {

    private KeyValue[] values;

    private int count;

    /**
     * Starts without any.
     *
     * @param usual how many most observations of the kind have, which are spared a copy
     */
    Details(int usual) {
        this.values = new KeyValue[usual];
    }

    void add(KeyValue value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = value;
    }

    KeyValues all() {
        return count == 0
                ? KeyValues.empty()
                : KeyValues.of(count == values.length ? values : Arrays.copyOf(values, count));
    }
}
