package io.github.llmfailover.routing;

import io.github.llmfailover.health.Claim;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Chooses who is asked next, and takes its permit. */
@FunctionalInterface
public interface ProviderSelector {

    /**
     * Chooses a provider that may serve, takes requests now and has not been ruled out, and takes its permit.
     *
     * @param chain the chain of the call
     * @param requirements what the request requires
     * @param ruledOut places in the chain that this call does not ask (again); {@code null} for none
     * @param claim on what grounds; {@link Claim#NEEDED} only where nobody was found on fair ones
     * @return the choice; {@code null} where there is none
     */
    @Nullable
    Selection select(Chain chain, Requirements requirements, @Nullable BitSet ruledOut, Claim claim);

    /**
     * Returns who would be asked if everybody took requests: to be served by another counts as a failover.
     *
     * @param chain the chain of the call
     * @param requirements what the request requires
     * @return the first of the chain that meets the requirements, unless overridden; {@code null} where nobody does, or
     *     where whoever is asked first is as good as any other
     */
    default @Nullable ChainMember firstChoice(Chain chain, Requirements requirements) {
        for (int position = 0; position < chain.size(); position++) {
            ChainMember member = chain.member(position);
            if (requirements.admit(member)) {
                return member;
            }
        }
        return null;
    }

    /**
     * Notes that a provider has answered. Does nothing unless overridden.
     *
     * @param requirements what the request required
     * @param member the provider
     * @param firstTokenNanos from the request to its first content, or to the whole answer where only that was seen
     */
    default void answered(Requirements requirements, ChainMember member, long firstTokenNanos) {}

    /**
     * Notes that a provider has failed for a reason of its own. Does nothing unless overridden.
     *
     * @param member the provider
     * @param nanos from the request to the failure
     */
    default void failed(ChainMember member, long nanos) {}
}
