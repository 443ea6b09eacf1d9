package io.github.llmfailover;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;

/**
 * One rung of the ladder that is climbed down when no provider could serve: what an application still has to say then.
 * Declare beans of this type; together with the configured tiers they are asked in the order of {@link #getOrder()}, and
 * the first answer that is good enough for the request serves. That there is such a bean is enough for the ladder to be
 * there.
 *
 * <p>Asked on a thread of the layer's own, never on the caller's. A tier that takes longer than its limit is interrupted
 * and passed over, one that throws is passed over, and one that leaves many threads hanging is not asked until they have
 * come back. Implementations must be safe for use from any thread.
 */
public interface DegradedAnswerTier extends Ordered {

    /** Order of the cache of good answers. */
    int CACHE_ORDER = 1000;

    /** Order of the search for an answer to a similar question. */
    int SIMILAR_ORDER = 2000;

    /** Order of the configured rules. */
    int RULES_ORDER = 3000;

    /** Order of the configured text. */
    int TEXT_ORDER = 4000;

    /**
     * Returns the name by which reports, meters and log lines know the tier: small letters, digits and dashes, different
     * from that of every other tier.
     */
    String name();

    /**
     * Returns how good its answers are, from 0 to below 1, which is what a provider's answer counts as. A request that
     * wants better ({@link FailoverChatOptions#getMinQuality()}) passes the tier over.
     */
    double quality();

    /** Returns how long it may take; positive. By default 500 ms. */
    default Duration timeLimit() {
        return Duration.ofMillis(500);
    }

    /** Returns where in the ladder it stands, lower first. By default before all that can be configured. */
    @Override
    default int getOrder() {
        return 0;
    }

    /**
     * Answers a request that no provider could serve.
     *
     * @param request the request, and how it failed
     * @return the answer; {@code null} where this tier has none
     */
    @Nullable
    DegradedAnswer answer(UnservedRequest request);
}
