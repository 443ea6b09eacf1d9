package io.github.llmfailover.gateway;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, and what they may use.
 *
 * @param key the name of their key; {@code null} for somebody who needs none
 * @param chains the chains that they may use; empty for all
 * @param tags the tags that every provider must have which serves them
 */
record Caller(@Nullable String key, Set<String> chains, Set<String> tags) {

    static final Caller ANONYMOUS = new Caller(null, Set.of(), Set.of());

    boolean mayUse(String chain) {
        return chains.isEmpty() || chains.contains(chain);
    }
}
