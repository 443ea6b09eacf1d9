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
    public @Nullable Selection select(Chain chain, Requirements requirements, @Nullable BitSet ruledOut, Claim claim) {
        ChainMember own = owner(chain, requirements);
        if (own != null && (ruledOut == null || !ruledOut.get(own.position()))) {
            Permit permit = own.tryAcquire(requirements, claim);
            if (permit != null) {
                return new Selection(own, permit);
            }
            return others.select(chain, requirements, and(ruledOut, own), claim);
        }
        return others.select(chain, requirements, ruledOut, claim);
    }

    private static BitSet and(@Nullable BitSet ruledOut, ChainMember own) {
        BitSet both = ruledOut == null ? new BitSet() : (BitSet) ruledOut.clone();
        both.set(own.position());
        return both;
    }

    @Override
    public @Nullable ChainMember firstChoice(Chain chain, Requirements requirements) {
        ChainMember own = owner(chain, requirements);
        return own != null ? own : others.firstChoice(chain, requirements);
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

    private @Nullable ChainMember owner(Chain chain, Requirements requirements) {
        Affinity affinity = requirements.affinity();
        if (affinity == Affinity.NONE) {
            return null;
        }
        ChainMember own = member(affinity.begunBy(), chain, requirements);
        if (own == null && affinity.conversation() != null) {
            own = member(servedBy.getIfPresent(affinity.conversation()), chain, requirements);
        }
        return own;
    }

    private static @Nullable ChainMember member(@Nullable String name, Chain chain, Requirements requirements) {
        if (name == null) {
            return null;
        }
        for (ChainMember member : chain.members()) {
            if (member.name().equals(name)) {
                return requirements.admit(member) ? member : null;
            }
        }
        return null;
    }
}
