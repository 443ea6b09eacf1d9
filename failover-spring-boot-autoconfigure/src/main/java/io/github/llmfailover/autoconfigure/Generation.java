package io.github.llmfailover.autoconfigure;

import java.util.ArrayList;
import java.util.List;

/**
 * One configuration with everything that is made of it. Immutable once it is in force.
 *
 * @param properties the configuration
 * @param providers who serves in each chain
 * @param values what is made of it, each at the place of its {@link Live}
 */
record Generation(FailoverProperties properties, ProviderChains providers, List<Object> values) {

    Generation(FailoverProperties properties, ProviderChains providers) {
        this(properties, providers, new ArrayList<>());
    }

    /** Returns the same configuration with one thing more made of it. */
    Generation with(Object value) {
        List<Object> more = new ArrayList<>(values);
        more.add(value);
        return new Generation(properties, providers, more);
    }

    SettingsMapper settings() {
        return new SettingsMapper(properties);
    }
}
