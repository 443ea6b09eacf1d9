package io.github.llmfailover.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * Something that is made of the configuration, and made anew where that changes. To let a setting take effect at run time,
 * make what depends on it a part ({@link Generations#each}), and read it from the {@link Live} that this gives.
 */
@FunctionalInterface
interface Part<T> {

    /**
     * Makes the part of a configuration that is not in force yet, and may never be: without any effect on the one that is.
     *
     * @param next the configuration, with the parts that were registered before this one
     * @param before the part of the configuration in force; {@code null} at the first time
     * @throws FailoverConfigurationException where it cannot be made; then the whole configuration is refused
     */
    T make(Generation next, @Nullable T before);

    /** The configuration comes into force. Must not fail. */
    default void commit(T value) {}

    /** The configuration has been refused. Must not fail. */
    default void discard(T value) {}
}
