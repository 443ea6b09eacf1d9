package io.github.llmfailover.routing;

import io.github.llmfailover.health.Claim;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Chooses who is asked next, and takes its permit. */
@FunctionalInterface
public interface ProviderSelector {

    /**
     * Chooses a candidate that takes requests now, and takes its permit. To choose anybody else is an error: the request is
     * not sent to those who do not meet its requirements.
     *
     * @param chain the chain of the call
     * @param requirements what the request requires
     * @param candidates the places in the chain of those who may be asked: they meet the requirements, and this call has
     *     not given them up. May be empty, and is not to be changed
     * @param claim on what grounds; {@link Claim#NEEDED} only where nobody was found on fair ones
     * @return the choice; {@code null} where there is none
     */
    @Nullable
    Selection select(Chain chain, Requirements requirements, BitSet candidates, Claim claim);

    /**
     * Returns who would be asked if everybody took requests: to be served by another counts as a failover.
     *
     * @param chain the chain of the call
     * @param requirements what the request requires
     * @param eligible the places of those who meet the requirements; may be empty, and is not to be changed
     * @return the first of the eligible, unless overridden; {@code null} where there is none, or where whoever is asked
     *     first is as good as any other
     */
    default @Nullable ChainMember firstChoice(Chain chain, Requirements requirements, BitSet eligible) {
        int position = eligible.nextSetBit(0);
        return position < 0 ? null : chain.member(position);
    }

    /** Whether it needs the estimated tokens of every request; false unless overridden. */
    default boolean countsTokens() {
        return false;
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
