package io.github.llmfailover.routing;

import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.provider.Provider;

/**
 * A provider at its place in a chain.
 *
 * @param position its place, from 0
 * @param provider the provider
 * @param health whether it may be asked; shared by all chains that the provider is in
 */
public record ChainMember(int position, Provider provider, ProviderHealth health) {

    /** Returns the provider's name. */
    public String name() {
        return provider.name();
    }
}
