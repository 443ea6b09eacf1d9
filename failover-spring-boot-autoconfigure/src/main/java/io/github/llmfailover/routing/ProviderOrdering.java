package io.github.llmfailover.routing;

import java.util.BitSet;

/**
 * Says who of those that may serve a request should be asked first. A pure choice: whether the chosen one takes requests is
 * found out by others, and where it does not, the rest is asked about again. Declare a bean of this type to replace
 * {@code llm.failover.strategy}.
 *
 * <p>Implementations must be safe for use from any thread and must not block: they are asked once for each attempt.
 */
@FunctionalInterface
public interface ProviderOrdering {

    /**
     * Chooses one of the candidates.
     *
     * @param chain the chain of the call
     * @param requirements what the request requires; all candidates meet it
     * @param candidates the places in the chain to choose from; never empty, and not to be changed
     * @return a place that is among the candidates
     */
    int choose(Chain chain, Requirements requirements, BitSet candidates);

    /**
     * Whether it ranks the candidates: asked the same again, it chooses the same, so that to be served by anybody else is a
     * failover. False unless overridden: whom it chooses is as good as any other.
     */
    default boolean ranks() {
        return false;
    }

    /**
     * Whether it needs {@link Requirements#size()}: the tokens of every request are counted then, which takes about a
     * millisecond for ten thousand. False unless overridden: they are counted only where a context window might be too
     * small.
     */
    default boolean countsTokens() {
        return false;
    }

    /**
     * Notes that a provider has answered. Does nothing unless overridden.
     *
     * @param member the provider
     * @param firstTokenNanos from the request to its first content, or to the whole answer where only that was seen
     */
    default void answered(ChainMember member, long firstTokenNanos) {}

    /**
     * Notes that a provider has failed for a reason of its own. Does nothing unless overridden.
     *
     * @param member the provider
     * @param nanos from the request to the failure
     */
    default void failed(ChainMember member, long nanos) {}
}
