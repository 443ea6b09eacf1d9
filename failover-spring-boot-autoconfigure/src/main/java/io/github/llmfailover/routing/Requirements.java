package io.github.llmfailover.routing;

import io.github.llmfailover.provider.ProviderSettings;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request requires of whoever serves it. Applied before any selection. A tag or a field fails closed: a provider
 * that is not known to have it is not asked, since failing over means sending the prompt to another company. A capability
 * and a window rule out only those who are known to lack it: what is not declared is assumed.
 *
 * @param pin the only provider that may serve; {@code null} for any
 * @param tags tags that the provider must have, all of them
 * @param model the model that the request asks for, where a provider takes it; {@code null} for none. It rules nobody out,
 *     but a provider's health may differ from model to model
 * @param fields what the provider must be able to honour, all of it
 * @param capabilities what the provider must be able to do, all of it
 * @param size how many tokens there will be
 * @param affinity to whom the request belongs already
 */
public record Requirements(
        @Nullable String pin,
        Set<String> tags,
        @Nullable String model,
        Set<String> fields,
        Set<Capability> capabilities,
        TokenEstimate size,
        Affinity affinity) {

    /** Nothing is required. */
    public static final Requirements NONE = new Requirements(null, Set.of(), null);

    /** Copies the sets. */
    public Requirements {
        tags = Set.copyOf(tags);
        fields = Set.copyOf(fields);
        capabilities = Set.copyOf(capabilities);
    }

    /** Requirements of a request that asks for nothing that a provider may not know. */
    public Requirements(@Nullable String pin, Set<String> tags, @Nullable String model) {
        this(pin, tags, model, Set.of(), Set.of(), TokenEstimate.UNKNOWN, Affinity.NONE);
    }

    /** Requirements of a request that asks for no model. */
    public Requirements(@Nullable String pin, Set<String> tags) {
        this(pin, tags, null);
    }

    private boolean hasRoom(ChainMember member) {
        int window = member.provider().settings().contextWindow();
        return window == 0 || size.total() <= window;
    }

    /**
     * Returns which requirement rules a provider out, for people to read.
     *
     * @return such as {@code lacks tag 'eu'}; {@code null} where the provider is admitted
     */
    public @Nullable String ruleOut(ChainMember member) {
        ProviderSettings settings = member.provider().settings();
        if (pin != null && !pin.equals(member.name())) {
            return "the request is pinned to '" + pin + "'";
        }
        for (String tag : tags) {
            if (!settings.tags().contains(tag)) {
                return "lacks tag '" + tag + "'";
            }
        }
        for (Capability capability : capabilities) {
            if (!member.can(capability)) {
                return "lacks capability '" + capability.configured() + "'";
            }
        }
        if (!hasRoom(member)) {
            return "has a context window of " + settings.contextWindow() + " tokens, and the request is estimated at "
                    + size.total();
        }
        for (String field : fields) {
            if (!member.provider().honours(field)) {
                return "cannot honour '" + field + "'";
            }
        }
        return null;
    }
}
