package io.github.llmfailover.autoconfigure;

import java.util.function.Supplier;

/** A part of whatever configuration is in force. Costs one volatile read. */
final class Live<T> implements Supplier<T> {

    private final Generations generations;

    private final int place;

    private final T first;

    Live(Generations generations, int place, T first) {
        this.generations = generations;
        this.place = place;
        this.first = first;
    }

    @Override
    public T get() {
        return of(generations.current());
    }

    /** Returns this part of a configuration that may not be in force yet. */
    @SuppressWarnings("unchecked")
    T of(Generation generation) {
        return (T) generation.values().get(place);
    }

    /** Returns the part that was made first, which stands for all of them as a bean. */
    T first() {
        return first;
    }

    /** Returns this part of a configuration, or a bean of the application's own that takes its place. */
    T of(Generation generation, T bean) {
        return bean == first ? of(generation) : bean;
    }
}
