package io.github.llmfailover.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.docs.KeyName;
import java.util.Locale;

/** The key values of one key for each constant of an enum, made once. */
final class FixedKeyValues<E extends Enum<E>> {

    private final KeyValue[] values;

    private FixedKeyValues(KeyValue[] values) {
        this.values = values;
    }

    /** Values as the constants are named. */
    static <E extends Enum<E>> FixedKeyValues<E> named(KeyName key, Class<E> type) {
        E[] constants = type.getEnumConstants();
        KeyValue[] values = new KeyValue[constants.length];
        for (E constant : constants) {
            values[constant.ordinal()] = KeyValue.of(key, constant.name());
        }
        return new FixedKeyValues<>(values);
    }

    /** Values in lower case. */
    static <E extends Enum<E>> FixedKeyValues<E> lowerCase(KeyName key, Class<E> type) {
        E[] constants = type.getEnumConstants();
        KeyValue[] values = new KeyValue[constants.length];
        for (E constant : constants) {
            values[constant.ordinal()] = KeyValue.of(key, constant.name().toLowerCase(Locale.ROOT));
        }
        return new FixedKeyValues<>(values);
    }

    KeyValue of(E constant) {
        return values[constant.ordinal()];
    }
}
