package io.github.llmfailover.failure;

import java.util.EnumMap;
import java.util.Map;

/** What follows from each kind of failure: the table of {@link FailureKind} with the overrides of one configuration. */
public final class FailureRules {

    private final EnumMap<FailureKind, Reaction> reactions = new EnumMap<>(FailureKind.class);

    /**
     * Creates the rules.
     *
     * @param overrides the reactions that differ from the table
     */
    public FailureRules(Map<FailureKind, Reaction> overrides) {
        for (FailureKind kind : FailureKind.values()) {
            reactions.put(kind, overrides.getOrDefault(kind, kind.defaultReaction()));
        }
    }

    /** Returns the table as it is, without overrides. */
    public static FailureRules defaults() {
        return new FailureRules(Map.of());
    }

    /** Returns what follows from a failure of this kind. */
    public Reaction reactionTo(FailureKind kind) {
        Reaction reaction = reactions.get(kind);
        if (reaction == null) {
            throw new IllegalStateException("No reaction for " + kind);
        }
        return reaction;
    }
}
