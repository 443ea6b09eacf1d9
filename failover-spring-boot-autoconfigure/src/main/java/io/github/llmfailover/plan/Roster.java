package io.github.llmfailover.plan;

import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.routing.Chain;
import io.github.llmfailover.routing.ChainMember;
import io.github.llmfailover.routing.ProviderSelector;
import io.github.llmfailover.routing.Requirements;
import io.github.llmfailover.routing.Selection;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Who of a chain may still be asked in one call. */
final class Roster {

    private final Chain chain;

    private final Requirements requirements;

    /** Places that this call does not ask again; {@code null} while there are none. */
    private @Nullable BitSet ruledOut;

    Roster(Chain chain, Requirements requirements) {
        this.chain = chain;
        this.requirements = requirements;
    }

    Chain chain() {
        return chain;
    }

    Requirements requirements() {
        return requirements;
    }

    @Nullable
    Selection select(ProviderSelector selector) {
        return selector.select(chain, requirements, ruledOut);
    }

    boolean admits(ChainMember member) {
        return requirements.admit(member);
    }

    boolean isRuledOut(ChainMember member) {
        return ruledOut != null && ruledOut.get(member.position());
    }

    void ruleOut(ChainMember member) {
        if (ruledOut == null) {
            ruledOut = new BitSet(chain.size());
        }
        ruledOut.set(member.position());
    }

    void readmit(ChainMember member) {
        if (ruledOut != null) {
            ruledOut.clear(member.position());
        }
    }

    /** Returns whom of those that take no requests now to wait for. */
    Soonest soonest(AttemptLog log) {
        ChainMember soonest = null;
        long soonestIn = Long.MAX_VALUE;
        boolean anyEligible = false;
        boolean anyUntried = false;
        for (ChainMember member : chain.members()) {
            if (!admits(member)) {
                continue;
            }
            anyEligible = true;
            boolean tried = isRuledOut(member);
            anyUntried |= !tried;
            // Having failed in this call already, only a provider that asked for a pause is worth waiting for.
            boolean worthWaiting = !tried || log.lastFailureOf(member.name()) == FailureKind.RATE_LIMITED;
            long in = worthWaiting ? member.nanosUntilAvailable(requirements) : Long.MAX_VALUE;
            if (in < soonestIn) {
                soonest = member;
                soonestIn = in;
            }
        }
        return new Soonest(soonest, soonestIn, anyEligible, anyUntried);
    }

    /**
     * Who is expected to take requests again first.
     *
     * @param member the member; {@code null} where nobody is expected
     * @param inNanos when
     * @param anyEligible whether anybody meets the requirements at all
     * @param anyUntried whether there is one whom this call has not asked
     */
    record Soonest(@Nullable ChainMember member, long inNanos, boolean anyEligible, boolean anyUntried) {}

    /** Rules out every window that is known to be no larger than one that was too small. */
    void ruleOutWindowsNotLargerThan(ChainMember tooSmall) {
        int window = tooSmall.provider().settings().contextWindow();
        if (window == 0) {
            return;
        }
        for (ChainMember member : chain.members()) {
            int other = member.provider().settings().contextWindow();
            if (other != 0 && other <= window) {
                ruleOut(member);
            }
        }
    }

    boolean isNotFirstChoice(ChainMember member) {
        return member.position() > 0 && member != firstChoice();
    }

    /** Returns the first of the chain that meets the requirements; there must be one. */
    ChainMember firstChoice() {
        int position = 0;
        while (!requirements.admit(chain.member(position))) {
            position++;
        }
        return chain.member(position);
    }
}
