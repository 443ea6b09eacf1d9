package io.github.llmfailover.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which provider served a conversation last, and so has its beginning in the prompt cache.
 *
 * <p>Cost: one cache entry for each conversation that went on lately, of {@value #MOST_CONVERSATIONS} at most. Requests
 * that belong to no conversation cost nothing.
 */
public final class Conversations {

    /** How many conversations are remembered; of more, those that have been silent longest are forgotten. */
    static final int MOST_CONVERSATIONS = 100_000;

    /**
     * The last request of a conversation.
     *
     * @param provider the provider that answered it
     * @param input its estimated tokens, which that provider has cached now; 0 where nobody has counted
     */
    public record Last(String provider, int input) {}

    private final Cache<String, Last> last;

    /**
     * Creates the memory.
     *
     * @param warmFor for how long after its last request a conversation is remembered; zero for not at all
     * @param time the time source
     */
    public Conversations(Duration warmFor, TimeSource time) {
        this.last = Caffeine.newBuilder()
                .maximumSize(MOST_CONVERSATIONS)
                .expireAfterAccess(warmFor)
                .ticker(time::nanoTime)
                .executor(Runnable::run)
                .build();
    }

    /** Notes that a provider has answered a request. */
    void answered(Requirements requirements, ChainMember member) {
        String conversation = requirements.affinity().conversation();
        if (conversation != null) {
            last.put(conversation, new Last(member.name(), requirements.size().input()));
        }
    }

    /** Returns the last request of the conversation that a request belongs to; {@code null} where there is none. */
    @Nullable
    Last before(Requirements requirements) {
        String conversation = requirements.affinity().conversation();
        return conversation == null ? null : last.getIfPresent(conversation);
    }
}
