package io.github.llmfailover.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The configuration in force, and what is made of it: all of it behind one reference, so that a change takes effect as a
 * whole. Whoever works with a part for longer than a moment, as a call does, takes it once.
 */
final class Generations {

    private static final Log logger = LogFactory.getLog(Generations.class);

    /** Guarded by this. */
    private final List<Part<Object>> parts = new ArrayList<>();

    /** Guarded by this. */
    private final List<BiConsumer<Generation, Generation>> followers = new ArrayList<>();

    private volatile Generation current;

    Generations(FailoverProperties properties, ProviderChains providers) {
        this.current = new Generation(properties, providers);
    }

    /** Returns the configuration in force. */
    Generation current() {
        return current;
    }

    /** Registers something that is made of each configuration, and makes it of the one in force. */
    @SuppressWarnings("unchecked")
    synchronized <T> Live<T> each(Part<T> part) {
        Generation now = current;
        T first = part.make(now, null);
        parts.add((Part<Object>) part);
        current = now.with(first);
        part.commit(first);
        return new Live<>(this, parts.size() - 1, first);
    }

    /** Registers what is to be done after each change, told of the configuration before and of the one now in force. */
    synchronized void afterwards(BiConsumer<Generation, Generation> follower) {
        followers.add(follower);
    }

    /**
     * Puts another configuration in force.
     *
     * @param next the configuration, without its parts
     * @throws FailoverConfigurationException where one of its parts cannot be made; then nothing has changed
     */
    synchronized void change(Generation next) {
        Generation before = current;
        Generation made = make(next, before);
        for (int place = 0; place < parts.size(); place++) {
            parts.get(place).commit(made.values().get(place));
        }
        current = made;
        followers.forEach(follower -> tell(follower, before, made));
    }

    private Generation make(Generation next, Generation before) {
        Generation made = next;
        boolean complete = false;
        try {
            for (int place = 0; place < parts.size(); place++) {
                made = made.with(parts.get(place).make(made, before.values().get(place)));
            }
            complete = true;
            return made;
        } finally {
            if (!complete) {
                for (int place = 0; place < made.values().size(); place++) {
                    parts.get(place).discard(made.values().get(place));
                }
            }
        }
    }

    private static void tell(BiConsumer<Generation, Generation> follower, Generation before, Generation now) {
        try {
            follower.accept(before, now);
        } catch (RuntimeException e) {
            logger.error("The changed configuration is in force, but not everything could follow it", e);
        }
    }
}
