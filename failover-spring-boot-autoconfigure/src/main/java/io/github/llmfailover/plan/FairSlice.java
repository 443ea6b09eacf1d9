package io.github.llmfailover.plan;

import io.github.llmfailover.provider.Timeouts;
import io.github.llmfailover.routing.ChainMember;

/**
 * How long one attempt may take, so that those who may have to be asked after it find a fair try left of the call's
 * deadline: their limit for a first token each. Never more than half of what is left is kept for others, so that a long
 * chain does not cut short an answer that is merely long.
 */
final class FairSlice {

    private FairSlice() {}

    /**
     * Returns the limit of an attempt in nanoseconds. Where there is nobody after it, it is the deadline that ends it.
     *
     * @param asked who is asked
     * @param own the limit that is configured for it, or that the request wants
     * @param left what is left of the call's deadline
     * @param roster who else may be asked
     * @param others how many attempts there may be after this one
     * @param streamed whether streams are asked for
     */
    static long of(ChainMember asked, long own, long left, Roster roster, int others, boolean streamed) {
        long most = Math.min(others, roster.chain().size() - 1);
        if (most <= 0 || own <= left - most * roster.chain().longestFirstToken()) {
            return own;
        }
        long kept = 0;
        int counted = 0;
        for (ChainMember other : roster.chain().members()) {
            if (counted == most || kept >= left / 2) {
                break;
            }
            if (other != asked && roster.mayStillServe(other, left)) {
                kept += fairTry(other.provider().settings().timeouts(), streamed);
                counted++;
            }
        }
        return kept == 0 ? own : Math.min(own, left - Math.min(kept, left / 2));
    }

    private static long fairTry(Timeouts timeouts, boolean streamed) {
        long firstToken = timeouts.firstToken().toNanos();
        return streamed ? firstToken : Math.min(firstToken, timeouts.response().toNanos());
    }
}
