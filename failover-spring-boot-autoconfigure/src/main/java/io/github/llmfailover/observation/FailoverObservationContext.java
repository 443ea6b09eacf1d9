package io.github.llmfailover.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * What the contexts of our observations have in common. Key values are kept as they come, in an array of a dozen: the maps
 * of the class above would take more memory for each call than all else that the layer does for it.
 */
public abstract sealed class FailoverObservationContext extends Observation.Context
        permits FailoverCallObservationContext, FailoverAttemptObservationContext, FailoverWaitObservationContext {

    private final String chain;

    private volatile KeyValues low = KeyValues.empty();

    private volatile KeyValues high = KeyValues.empty();

    FailoverObservationContext(String chain) {
        this.chain = chain;
    }

    /** Returns the name of the chain that the call uses. */
    public String getChain() {
        return chain;
    }

    @Override
    public synchronized Observation.Context addLowCardinalityKeyValue(KeyValue keyValue) {
        low = low.and(keyValue);
        return this;
    }

    @Override
    public synchronized Observation.Context addLowCardinalityKeyValues(KeyValues keyValues) {
        low = haveSameKeys(low, keyValues) ? keyValues : low.and(keyValues);
        return this;
    }

    @Override
    public synchronized Observation.Context removeLowCardinalityKeyValue(String keyName) {
        low = without(low, keyName);
        return this;
    }

    @Override
    public synchronized Observation.Context addHighCardinalityKeyValue(KeyValue keyValue) {
        high = high.and(keyValue);
        return this;
    }

    @Override
    public synchronized Observation.Context addHighCardinalityKeyValues(KeyValues keyValues) {
        high = haveSameKeys(high, keyValues) ? keyValues : high.and(keyValues);
        return this;
    }

    @Override
    public synchronized Observation.Context removeHighCardinalityKeyValue(String keyName) {
        high = without(high, keyName);
        return this;
    }

    @Override
    public KeyValues getLowCardinalityKeyValues() {
        return low;
    }

    @Override
    public KeyValues getHighCardinalityKeyValues() {
        return high;
    }

    @Override
    public @Nullable KeyValue getLowCardinalityKeyValue(String key) {
        return find(low, key);
    }

    @Override
    public @Nullable KeyValue getHighCardinalityKeyValue(String key) {
        return find(high, key);
    }

    /** Whether the later ones take the place of all that are there, as those of a convention do at the end. */
    private static boolean haveSameKeys(KeyValues there, KeyValues later) {
        Iterator<KeyValue> others = later.iterator();
        for (KeyValue each : there) {
            if (!others.hasNext() || !others.next().getKey().equals(each.getKey())) {
                return false;
            }
        }
        return !others.hasNext() || there == KeyValues.empty();
    }

    private static KeyValues without(KeyValues all, String key) {
        return KeyValues.of(
                all.stream().filter(each -> !each.getKey().equals(key)).toList());
    }

    private static @Nullable KeyValue find(KeyValues all, String key) {
        for (KeyValue each : all) {
            if (each.getKey().equals(key)) {
                return each;
            }
        }
        return null;
    }
}
