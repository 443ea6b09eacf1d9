package io.github.llmfailover.routing;

import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.provider.Provider;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A named order of preference of providers. */
public final class Chain {

    private final String name;

    private final List<ChainMember> members;

    private final Map<String, ChainMember> byName;

    private final long longestFirstToken;

    private final boolean declaresCapabilities;

    private final Eligibility eligibility;

    /**
     * Creates a chain.
     *
     * @param name how configuration and callers call it
     * @param providers in order of preference; at least one, and none twice
     * @param health finds each provider's health
     */
    public Chain(String name, List<Provider> providers, Function<Provider, ProviderHealth> health) {
        if (providers.isEmpty()) {
            throw new IllegalArgumentException("Chain '" + name + "' needs at least one provider");
        }
        Set<String> names = new HashSet<>();
        for (Provider provider : providers) {
            if (!names.add(provider.name())) {
                throw new IllegalArgumentException(
                        "Chain '" + name + "' names provider '" + provider.name() + "' twice");
            }
        }
        this.name = name;
        this.members = IntStream.range(0, providers.size())
                .mapToObj(i -> new ChainMember(i, providers.get(i), health.apply(providers.get(i))))
                .toList();
        this.byName = members.stream().collect(Collectors.toUnmodifiableMap(ChainMember::name, Function.identity()));
        this.longestFirstToken = providers.stream()
                .mapToLong(
                        provider -> provider.settings().timeouts().firstToken().toNanos())
                .max()
                .orElseThrow();
        this.declaresCapabilities = providers.stream()
                .anyMatch(provider -> !provider.settings().capabilities().isEmpty());
        this.eligibility = new Eligibility(members);
    }

    /** Returns how configuration and callers call this chain. */
    public String name() {
        return name;
    }

    /** Returns the members in order of preference. */
    public List<ChainMember> members() {
        return members;
    }

    /** Returns the longest limit of a member for a first token, in nanoseconds. */
    public long longestFirstToken() {
        return longestFirstToken;
    }

    /** Whether what a request needs can rule out anybody: a member that declares nothing is assumed able to do it. */
    public boolean declaresCapabilities() {
        return declaresCapabilities;
    }

    /** Returns the smallest context window of a member, in tokens; 0 where none is known. */
    public int smallestWindow() {
        return eligibility.smallestWindow();
    }

    /**
     * Returns who may serve a request, before anybody asks who should.
     *
     * @param requirements of the request
     * @return the places of those who meet all of them; empty where nobody does. The set is the caller's
     */
    public BitSet eligible(Requirements requirements) {
        return eligibility.of(requirements);
    }

    /** Returns how many members there are; at least one. */
    public int size() {
        return members.size();
    }

    /** Returns the member at a place, from 0. */
    public ChainMember member(int position) {
        return members.get(position);
    }

    /** Returns the member of a name; {@code null} where there is none. */
    public @Nullable ChainMember member(String provider) {
        return byName.get(provider);
    }
}
