package io.github.llmfailover.routing;

import io.github.llmfailover.provider.Price;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Chooses whoever is cheapest for the estimated tokens of the request, by the configured prices. What a provider has in its
 * prompt cache, since it served the conversation last, counts at its price for cached input; so a conversation stays where
 * it is for as long as that is cheaper, and moves where it is not. Those of whom no price is known come after all others;
 * of equals the first in the chain is chosen.
 *
 * <p>The answer is estimated at {@value #USUAL_ANSWER} tokens, or at the request's own limit where that is lower: most
 * limits are there for safety, and say little about what an answer will have.
 */
public final class CostOrdering implements ProviderOrdering {

    /** Tokens of an answer of some paragraphs. */
    static final int USUAL_ANSWER = 500;

    private final Conversations conversations;

    /**
     * Creates an ordering.
     *
     * @param conversations says who has what in its prompt cache
     */
    public CostOrdering(Conversations conversations) {
        this.conversations = conversations;
    }

    @Override
    public int choose(Chain chain, Requirements requirements, BitSet candidates) {
        Conversations.Last before = conversations.before(requirements);
        int cheapest = candidates.nextSetBit(0);
        double least = cost(chain.member(cheapest), requirements.size(), before);
        for (int i = candidates.nextSetBit(cheapest + 1); i >= 0; i = candidates.nextSetBit(i + 1)) {
            double cost = cost(chain.member(i), requirements.size(), before);
            if (cost < least) {
                cheapest = i;
                least = cost;
            }
        }
        return cheapest;
    }

    private static double cost(ChainMember member, TokenEstimate size, Conversations.@Nullable Last before) {
        Price price = member.provider().settings().price();
        if (price == null) {
            return Double.POSITIVE_INFINITY;
        }
        int cached =
                before != null && before.provider().equals(member.name()) ? Math.min(before.input(), size.input()) : 0;
        int output = size.output() == 0 ? USUAL_ANSWER : Math.min(size.output(), USUAL_ANSWER);
        return price.of(size.input(), cached, output);
    }

    @Override
    public boolean ranks() {
        return true;
    }

    @Override
    public boolean countsTokens() {
        return true;
    }

    @Override
    public String toString() {
        return "cost";
    }
}
