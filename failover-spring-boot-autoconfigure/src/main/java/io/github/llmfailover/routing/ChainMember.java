package io.github.llmfailover.routing;

import io.github.llmfailover.ProviderState;
import io.github.llmfailover.health.Claim;
import io.github.llmfailover.health.Permit;
import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.provider.Provider;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A provider at its place in a chain. */
public final class ChainMember {

    private final int position;

    private final Provider provider;

    private final ProviderHealth health;

    private final Set<Capability> capabilities;

    /**
     * Creates a member.
     *
     * @param position its place, from 0
     * @param provider the provider
     * @param health whether it may be asked; shared by all chains that the provider is in
     */
    public ChainMember(int position, Provider provider, ProviderHealth health) {
        this.position = position;
        this.provider = provider;
        this.health = health;
        this.capabilities = Capability.of(provider.settings().capabilities());
    }

    /** Returns its place in the chain, from 0. */
    public int position() {
        return position;
    }

    /** Returns the provider. */
    public Provider provider() {
        return provider;
    }

    /** Returns whether it may be asked; shared by all chains that the provider is in. */
    public ProviderHealth health() {
        return health;
    }

    /** Returns the provider's name. */
    public String name() {
        return provider.name();
    }

    /** Whether it is able to do something, or nothing is known to the contrary. */
    public boolean can(Capability capability) {
        return capabilities.contains(capability);
    }

    /**
     * Asks for the right to make one request now.
     *
     * @param requirements of the request
     * @param claim on what grounds
     * @return the permit, which must be ended; {@code null} where the provider takes no such request at the moment
     */
    public @Nullable Permit tryAcquire(Requirements requirements, Claim claim) {
        return health.tryAcquire(otherModel(requirements), claim);
    }

    /**
     * Asks for the right to make one request although the provider takes none at the moment.
     *
     * @param requirements of the request
     * @return the permit, which must be ended; {@code null} where an operator has taken the provider out
     */
    public @Nullable Permit acquireAnyway(Requirements requirements) {
        return health.acquireAnyway(otherModel(requirements));
    }

    /** Returns the state in which the provider is for such a request. */
    public ProviderState state(Requirements requirements) {
        return health.state(otherModel(requirements));
    }

    /** Returns how long until the provider is expected to take such a request ({@link ProviderHealth}). */
    public long nanosUntilAvailable(Requirements requirements) {
        return health.nanosUntilAvailable(otherModel(requirements));
    }

    private @Nullable String otherModel(Requirements requirements) {
        String model = requirements.model();
        return model == null ? null : provider.otherModel(model, passesAnyModel());
    }

    /** Whether the model that a request asks for is passed on where the provider has no {@code accepts-models}. */
    public boolean passesAnyModel() {
        return position == 0;
    }

    @Override
    public String toString() {
        return "ChainMember[" + position + ", " + name() + "]";
    }
}
