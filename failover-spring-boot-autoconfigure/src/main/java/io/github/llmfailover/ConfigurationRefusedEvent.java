package io.github.llmfailover;

import java.time.Instant;
import java.util.List;

/**
 * A changed configuration was refused, and the one before stays in force.
 *
 * @param at when
 * @param problems what is wrong, and what to write instead, in full sentences, without a key or any other secret
 */
public record ConfigurationRefusedEvent(Instant at, List<String> problems) {

    /** Copies the list. */
    public ConfigurationRefusedEvent {
        problems = List.copyOf(problems);
    }
}
