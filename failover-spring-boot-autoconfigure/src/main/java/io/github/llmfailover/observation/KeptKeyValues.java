package io.github.llmfailover.observation;

import io.micrometer.common.KeyValues;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Key values that many observations have in common, made once: found by configured names, one after the other, and then by
 * the number of a variant. A tree rather than one map, since the key of a map would have to be made for each look.
 */
final class KeptKeyValues {

    private final AtomicReferenceArray<@Nullable KeyValues> variants;

    private final ConcurrentMap<String, KeptKeyValues> further = new ConcurrentHashMap<>(4);

    /** What is kept where no name has been given yet. */
    KeptKeyValues(int variants) {
        this.variants = new AtomicReferenceArray<>(variants);
    }

    /** What is kept under one more name. */
    KeptKeyValues under(String name) {
        KeptKeyValues known = further.get(name);
        return known != null ? known : further.computeIfAbsent(name, each -> new KeptKeyValues(variants.length()));
    }

    @Nullable
    KeyValues get(int variant) {
        return variants.get(variant);
    }

    /** Two threads may keep the same at once; the later stays. */
    KeyValues keep(int variant, KeyValues values) {
        variants.set(variant, values);
        return values;
    }
}
