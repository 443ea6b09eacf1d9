package io.github.llmfailover.routing;

import io.github.llmfailover.health.Claim;
import io.github.llmfailover.health.Permit;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Asks those who may serve, in the order that an ordering gives them, until one takes the request.
 *
 * <p>Cost: one choice of the ordering for each provider that does not take the request, and one bit set where there is any.
 */
public final class OrderedSelector implements ProviderSelector {

    private final ProviderOrdering ordering;

    /** Creates a selector. */
    public OrderedSelector(ProviderOrdering ordering) {
        this.ordering = ordering;
    }

    @Override
    public @Nullable Selection select(Chain chain, Requirements requirements, BitSet candidates, Claim claim) {
        BitSet left = candidates;
        while (!left.isEmpty()) {
            int position = ordering.choose(chain, requirements, left);
            if (!left.get(position)) {
                throw new IllegalStateException("The ordering " + ordering + " chose place " + position + " of chain '"
                        + chain.name() + "', which is not among its candidates " + left);
            }
            ChainMember member = chain.member(position);
            Permit permit = member.tryAcquire(requirements, claim);
            if (permit != null) {
                return new Selection(member, permit);
            }
            if (left == candidates) {
                left = (BitSet) candidates.clone();
            }
            left.clear(position);
        }
        return null;
    }

    @Override
    public void answered(Requirements requirements, ChainMember member, long firstTokenNanos) {
        ordering.answered(member, firstTokenNanos);
    }

    @Override
    public void failed(ChainMember member, long nanos) {
        ordering.failed(member, nanos);
    }

    @Override
    public boolean countsTokens() {
        return ordering.countsTokens();
    }

    /** Nobody comes first where the ordering draws lots. */
    @Override
    public @Nullable ChainMember firstChoice(Chain chain, Requirements requirements, BitSet eligible) {
        return ordering.ranks() && !eligible.isEmpty()
                ? chain.member(ordering.choose(chain, requirements, eligible))
                : null;
    }
}
