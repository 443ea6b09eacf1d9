package io.github.llmfailover.routing;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request requires of whoever serves it. Applied before any selection; a provider that is not known to meet a
 * requirement is not asked (failing over means sending the prompt to another company).
 *
 * @param pin the only provider that may serve; {@code null} for any
 * @param tags tags that the provider must have, all of them
 * @param model the model that the request asks for, where a provider takes it; {@code null} for none. It rules nobody out,
 *     but a provider's health may differ from model to model
 * @param fields what the provider must be able to honour, all of it
 */
public record Requirements(
        @Nullable String pin, Set<String> tags, @Nullable String model, Set<String> fields) {

    /** Nothing is required. */
    public static final Requirements NONE = new Requirements(null, Set.of(), null);

    /** Copies the tags and the fields. */
    public Requirements {
        tags = Set.copyOf(tags);
        fields = Set.copyOf(fields);
    }

    /** Requirements of a request that asks for nothing that a provider may not know. */
    public Requirements(@Nullable String pin, Set<String> tags, @Nullable String model) {
        this(pin, tags, model, Set.of());
    }

    /** Requirements of a request that asks for no model. */
    public Requirements(@Nullable String pin, Set<String> tags) {
        this(pin, tags, null);
    }

    /** Whether a provider meets all requirements. */
    public boolean admit(ChainMember member) {
        return (pin == null || pin.equals(member.name()))
                && (tags.isEmpty() || member.provider().settings().tags().containsAll(tags))
                && (fields.isEmpty() || fields.stream().allMatch(member.provider()::honours));
    }

    /**
     * Returns which requirement rules a provider out, for people to read.
     *
     * @return such as {@code requires tag 'eu'}; {@code null} where the provider is admitted
     */
    public @Nullable String ruleOut(ChainMember member) {
        if (pin != null && !pin.equals(member.name())) {
            return "the request is pinned to '" + pin + "'";
        }
        for (String tag : tags) {
            if (!member.provider().settings().tags().contains(tag)) {
                return "lacks tag '" + tag + "'";
            }
        }
        for (String field : fields) {
            if (!member.provider().honours(field)) {
                return "cannot honour '" + field + "'";
            }
        }
        return null;
    }
}
