package io.github.llmfailover.routing;

import io.github.llmfailover.health.Claim;
import io.github.llmfailover.health.Permit;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps together what belongs together, and leaves the rest to another selector: a round of tools is finished by the
 * provider that began it, and a conversation stays with the provider that served it last for as long as that takes
 * requests, since that one has its beginning in the prompt cache.
 */
public final class AffineSelector implements ProviderSelector {

    private final ProviderSelector others;

    private final Conversations conversations;

    private final boolean conversationsStay;

    /**
     * Creates a selector.
     *
     * @param others chooses for requests that belong to nobody
     * @param conversations says who served a conversation last, and is told
     * @param conversationsStay whether a conversation stays where it is; otherwise the others decide on that too, and only
     *     rounds of tools are kept together
     */
    public AffineSelector(ProviderSelector others, Conversations conversations, boolean conversationsStay) {
        this.others = others;
        this.conversations = conversations;
        this.conversationsStay = conversationsStay;
    }

    @Override
    public @Nullable Selection select(Chain chain, Requirements requirements, BitSet candidates, Claim claim) {
        ChainMember own = owner(chain, requirements, candidates);
        if (own == null) {
            return others.select(chain, requirements, candidates, claim);
        }
        Permit permit = own.tryAcquire(requirements, claim);
        return permit != null
                ? new Selection(own, permit)
                : others.select(chain, requirements, without(own, candidates), claim);
    }

    private static BitSet without(ChainMember own, BitSet candidates) {
        BitSet others = (BitSet) candidates.clone();
        others.clear(own.position());
        return others;
    }

    @Override
    public @Nullable ChainMember firstChoice(Chain chain, Requirements requirements, BitSet eligible) {
        ChainMember own = owner(chain, requirements, eligible);
        return own != null ? own : others.firstChoice(chain, requirements, eligible);
    }

    @Override
    public boolean countsTokens() {
        return others.countsTokens();
    }

    @Override
    public void answered(Requirements requirements, ChainMember member, long firstTokenNanos) {
        conversations.answered(requirements, member);
        others.answered(requirements, member, firstTokenNanos);
    }

    @Override
    public void failed(ChainMember member, long nanos) {
        others.failed(member, nanos);
    }

    private @Nullable ChainMember owner(Chain chain, Requirements requirements, BitSet candidates) {
        Affinity affinity = requirements.affinity();
        if (affinity == Affinity.NONE) {
            return null;
        }
        ChainMember own = named(affinity.begunBy(), chain, candidates);
        if (own != null || !conversationsStay) {
            return own;
        }
        Conversations.Last before = conversations.before(requirements);
        return before == null ? null : named(before.provider(), chain, candidates);
    }

    private static @Nullable ChainMember named(@Nullable String name, Chain chain, BitSet candidates) {
        ChainMember member = name == null ? null : chain.member(name);
        return member != null && candidates.get(member.position()) ? member : null;
    }
}
