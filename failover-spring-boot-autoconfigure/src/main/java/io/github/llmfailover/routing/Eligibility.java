package io.github.llmfailover.routing;

import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who of a chain may serve a request, from sets that are prepared once: what a tag or a capability rules out costs the same
 * in a long chain as in a short one. {@link Requirements#ruleOut} says the same of one member in words.
 */
final class Eligibility {

    private final List<ChainMember> members;

    private final Map<String, BitSet> tagged = new HashMap<>();

    private final Map<Capability, BitSet> able = new EnumMap<>(Capability.class);

    private final int smallestWindow;

    Eligibility(List<ChainMember> members) {
        this.members = members;
        int smallest = 0;
        for (Capability capability : Capability.values()) {
            able.put(capability, new BitSet());
        }
        for (ChainMember member : members) {
            for (String tag : member.provider().settings().tags()) {
                tagged.computeIfAbsent(tag, name -> new BitSet()).set(member.position());
            }
            able.forEach((capability, those) -> those.set(member.position(), member.can(capability)));
            int window = member.provider().settings().contextWindow();
            if (window > 0 && (smallest == 0 || window < smallest)) {
                smallest = window;
            }
        }
        this.smallestWindow = smallest;
    }

    /** Returns the smallest context window of a member, in tokens; 0 where none is known. */
    int smallestWindow() {
        return smallestWindow;
    }

    /** Returns the places of those who meet all requirements, in a set that is the caller's. */
    BitSet of(Requirements requirements) {
        BitSet eligible = new BitSet(members.size());
        eligible.set(0, members.size());
        for (String tag : requirements.tags()) {
            BitSet those = tagged.get(tag);
            if (those == null) {
                eligible.clear();
                return eligible;
            }
            eligible.and(those);
        }
        for (Capability capability : requirements.capabilities()) {
            eligible.and(able.get(capability));
        }
        boolean mayLackRoom = smallestWindow > 0 && requirements.size().total() > smallestWindow;
        if (requirements.pin() != null || mayLackRoom || !requirements.fields().isEmpty()) {
            lookAtEach(requirements, eligible);
        }
        return eligible;
    }

    private void lookAtEach(Requirements requirements, BitSet eligible) {
        for (int position = eligible.nextSetBit(0); position >= 0; position = eligible.nextSetBit(position + 1)) {
            if (requirements.ruleOut(members.get(position)) != null) {
                eligible.clear(position);
            }
        }
    }
}
