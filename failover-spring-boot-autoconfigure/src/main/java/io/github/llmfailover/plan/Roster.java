package io.github.llmfailover.plan;

import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.health.Claim;
import io.github.llmfailover.health.ProviderHealth;
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

    private final boolean ordered;

    /** Who meets the requirements; never changed. */
    private final BitSet eligible;

    /** Those of the eligible that this call may still ask; the same set for as long as those are all. */
    private BitSet remaining;

    /** Who is preferred; {@code null} until somebody has been asked where nobody is. */
    private @Nullable ChainMember firstChoice;

    Roster(Chain chain, Requirements requirements, ProviderSelector selector) {
        this.chain = chain;
        this.requirements = requirements;
        this.eligible = chain.eligible(requirements);
        this.remaining = eligible;
        this.firstChoice = selector.firstChoice(chain, requirements, eligible);
        this.ordered = firstChoice != null;
    }

    Chain chain() {
        return chain;
    }

    Requirements requirements() {
        return requirements;
    }

    /** Chooses somebody to be asked: by fair shares, and where nobody takes his, whoever is able to. */
    @Nullable
    Selection select(ProviderSelector selector) {
        Selection fair = select(selector, Claim.FAIR);
        return fair != null ? fair : select(selector, Claim.NEEDED);
    }

    /** A selector may be the application's own: whatever it says, the request goes to no one who may not have it. */
    private @Nullable Selection select(ProviderSelector selector, Claim claim) {
        if (remaining.isEmpty()) {
            return null;
        }
        Selection selection = selector.select(chain, requirements, remaining, claim);
        if (selection != null && !mayBeAsked(selection.member())) {
            selection.permit().released();
            throw new IllegalStateException("The selector " + selector + " chose '"
                    + selection.member().name() + "', which is not among the candidates " + remaining + " of chain '"
                    + chain.name() + "'");
        }
        return selection;
    }

    private boolean mayBeAsked(ChainMember member) {
        return remaining.get(member.position()) && chain.member(member.position()) == member;
    }

    /**
     * Chooses somebody to be asked who usually answers within a time. Where nobody else does either, the first choice is
     * asked all the same.
     *
     * @param left how much time there is
     * @param streamed whether a first token is enough
     */
    @Nullable
    Selection selectInTime(ProviderSelector selector, long left, boolean streamed) {
        Selection choice = select(selector);
        if (choice == null || answersWithin(left, choice.member(), streamed)) {
            return choice;
        }
        BitSet before = (BitSet) remaining.clone();
        ruleOut(choice.member());
        Selection other = select(selector, Claim.FAIR);
        while (other != null && !answersWithin(left, other.member(), streamed)) {
            other.permit().released();
            ruleOut(other.member());
            other = select(selector, Claim.FAIR);
        }
        remaining = before;
        if (other == null) {
            return choice;
        }
        choice.permit().released();
        return other;
    }

    /**
     * Chooses whoever is usually the fastest of those that take requests by fair shares. One of whom too little is known
     * comes after those that are known.
     *
     * @param streamed whether a first token is enough
     */
    @Nullable
    Selection selectFastest(ProviderSelector selector, boolean streamed) {
        Selection fastest = select(selector);
        if (fastest == null) {
            return null;
        }
        BitSet before = (BitSet) remaining.clone();
        ruleOut(fastest.member());
        Selection other = select(selector, Claim.FAIR);
        while (other != null) {
            ruleOut(other.member());
            if (isFaster(other.member(), fastest.member(), streamed)) {
                fastest.permit().released();
                fastest = other;
            } else {
                other.permit().released();
            }
            other = select(selector, Claim.FAIR);
        }
        remaining = before;
        return fastest;
    }

    private static boolean isFaster(ChainMember one, ChainMember other, boolean streamed) {
        long median = usualNanos(one, streamed);
        long known = usualNanos(other, streamed);
        return median >= 0 && (known < 0 || median < known);
    }

    private static long usualNanos(ChainMember member, boolean streamed) {
        ProviderHealth health = member.health();
        return (streamed ? health.usualFirstToken() : health.usualLatency()).medianNanos();
    }

    /** Half of its answers is as little as can be called a fair try. */
    private static boolean answersWithin(long left, ChainMember member, boolean streamed) {
        return usualNanos(member, streamed) <= left;
    }

    /** Whether a member could be asked in this call, if need be after a wait that is shorter than a time. */
    boolean mayStillServe(ChainMember member, long within) {
        return remaining.get(member.position()) && member.nanosUntilAvailable(requirements) < within;
    }

    /** Chooses somebody to be asked beside a member that is being asked. */
    @Nullable
    Selection selectBeside(ChainMember asked, ProviderSelector selector) {
        boolean wasRuledOut = isRuledOut(asked);
        ruleOut(asked);
        try {
            return select(selector, Claim.FAIR);
        } finally {
            if (!wasRuledOut) {
                readmit(asked);
            }
        }
    }

    /** Returns who is preferred of those that may be asked in this call; {@code null} where nobody is. */
    @Nullable
    ChainMember firstLeft() {
        if (!ordered) {
            return null;
        }
        if (firstChoice != null && !isRuledOut(firstChoice)) {
            return firstChoice;
        }
        int position = remaining.nextSetBit(0);
        return position < 0 ? null : chain.member(position);
    }

    boolean isRuledOut(ChainMember member) {
        return !remaining.get(member.position());
    }

    void ruleOut(ChainMember member) {
        if (remaining.get(member.position())) {
            if (remaining == eligible) {
                remaining = (BitSet) eligible.clone();
            }
            remaining.clear(member.position());
        }
    }

    /** Lets a member be asked that was ruled out, unless it does not meet the requirements. */
    void readmit(ChainMember member) {
        if (eligible.get(member.position()) && remaining != eligible) {
            remaining.set(member.position());
        }
    }

    /**
     * Returns whom of those that take no requests now to wait for.
     *
     * @param log what was tried
     * @param besidesHeld whether whoever is out because an operator wants it so is left out of account
     */
    Soonest soonest(AttemptLog log, boolean besidesHeld) {
        ChainMember soonest = null;
        long soonestIn = Long.MAX_VALUE;
        boolean anyHeld = false;
        for (int position = eligible.nextSetBit(0); position >= 0; position = eligible.nextSetBit(position + 1)) {
            ChainMember member = chain.member(position);
            boolean held = member.health().operatorHold() != null;
            anyHeld |= held;
            if (held && besidesHeld) {
                continue;
            }
            boolean tried = isRuledOut(member);
            // Having failed in this call already, only a provider that asked for a pause is worth waiting for.
            boolean worthWaiting = !tried || log.lastFailureOf(member.name()) == FailureKind.RATE_LIMITED;
            long in = worthWaiting ? member.nanosUntilAvailable(requirements) : Long.MAX_VALUE;
            if (in < soonestIn) {
                soonest = member;
                soonestIn = in;
            }
        }
        return new Soonest(soonest, soonestIn, !eligible.isEmpty(), !remaining.isEmpty(), anyHeld);
    }

    /**
     * Who is expected to take requests again first.
     *
     * @param member the member; {@code null} where nobody is expected
     * @param inNanos when
     * @param anyEligible whether anybody meets the requirements at all
     * @param anyUntried whether there is one whom this call has not asked
     * @param anyHeld whether there is one whom an operator holds, and may let go at any time
     */
    record Soonest(
            @Nullable ChainMember member, long inNanos, boolean anyEligible, boolean anyUntried, boolean anyHeld) {}

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

    /** Notes that a member is asked. Where nobody is preferred, the first to be asked is the first choice. */
    void asked(ChainMember member) {
        if (firstChoice == null) {
            firstChoice = member;
        }
    }

    boolean isNotFirstChoice(ChainMember member) {
        return firstChoice != null && member != firstChoice;
    }

    /** Returns who is preferred; {@code null} where nobody is and nobody has been asked. */
    @Nullable
    ChainMember firstChoice() {
        return firstChoice;
    }
}
