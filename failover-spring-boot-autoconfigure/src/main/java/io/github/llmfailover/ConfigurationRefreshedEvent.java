package io.github.llmfailover;

import java.time.Instant;
import java.util.List;

/**
 * A changed configuration took effect.
 *
 * @param at when
 * @param changed the properties that changed, by name and in order, without their values
 */
public record ConfigurationRefreshedEvent(Instant at, List<String> changed) {

    /** Copies the list. */
    public ConfigurationRefreshedEvent {
        changed = List.copyOf(changed);
    }
}
