package io.github.llmfailover.routing;

import io.github.llmfailover.health.Claim;
import io.github.llmfailover.health.Permit;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The first of the chain that takes requests. Costs one permit of a healthy first provider however long the chain is,
 * and one look at each provider that is skipped.
 */
public final class PrioritySelector implements ProviderSelector {

    @Override
    public @Nullable Selection select(Chain chain, Requirements requirements, BitSet candidates, Claim claim) {
        for (int position = candidates.nextSetBit(0); position >= 0; position = candidates.nextSetBit(position + 1)) {
            ChainMember member = chain.member(position);
            Permit permit = member.tryAcquire(requirements, claim);
            if (permit != null) {
                return new Selection(member, permit);
            }
        }
        return null;
    }
}
