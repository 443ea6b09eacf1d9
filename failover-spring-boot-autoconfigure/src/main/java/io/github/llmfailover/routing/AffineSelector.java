package io.github.llmfailover.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.llmfailover.health.Claim;
import io.github.llmfailover.health.Permit;
import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps together what belongs together, and leaves the rest to another selector: a round of tools is finished by the
 * provider that began it, and a conversation stays with the provider that served it last for as long as that takes
 * requests, since that one has its beginning in the prompt cache.
 *
 * <p>Cost: one cache entry for each conversation that went on lately, of {@value #MOST_CONVERSATIONS} at most. Requests
 * that belong to nobody cost nothing.
 */
public final class AffineSelector implements ProviderSelector {

    /** How many conversations are remembered; of more, those that have been silent longest are forgotten. */
    static final int MOST_CONVERSATIONS = 100_000;

    private final ProviderSelector others;

    private final Cache<String, String> servedBy;

    /**
     * Creates a selector.
     *
     * @param others chooses for requests that belong to nobody
     * @param warmFor for how long after its last request a conversation is remembered; zero for not at all
     * @param time the time source
     */
    public AffineSelector(ProviderSelector others, Duration warmFor, TimeSource time) {
        this.others = others;
        this.servedBy = Caffeine.newBuilder()
                .maximumSize(MOST_CONVERSATIONS)
                .expireAfterAccess(warmFor)
                .ticker(time::nanoTime)
                .executor(Runnable::run)
                .build();
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
    public void answered(Requirements requirements, ChainMember member, long firstTokenNanos) {
        String conversation = requirements.affinity().conversation();
        if (conversation != null) {
            servedBy.put(conversation, member.name());
        }
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
        if (own == null && affinity.conversation() != null) {
            own = named(servedBy.getIfPresent(affinity.conversation()), chain, candidates);
        }
        return own;
    }

    private static @Nullable ChainMember named(@Nullable String name, Chain chain, BitSet candidates) {
        ChainMember member = name == null ? null : chain.member(name);
        return member != null && candidates.get(member.position()) ? member : null;
    }
}
