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

    /**
     * Returns these rules with another destination for one kind. The settings {@code content-filter} and
     * {@code invalid-request} are {@link Reaction.Next#STOP} or {@link Reaction.Next#NEXT_PROVIDER} for
     * {@link FailureKind#CONTENT_FILTERED} and {@link FailureKind#INVALID_REQUEST}.
     *
     * @param kind the kind whose reaction changes
     * @param next where a call goes after a failure of this kind
     * @return new rules; these stay as they are
     */
    public FailureRules with(FailureKind kind, Reaction.Next next) {
        EnumMap<FailureKind, Reaction> changed = new EnumMap<>(reactions);
        changed.put(kind, reactionTo(kind).withNext(next));
        return new FailureRules(changed);
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
