package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.actuate.Advice;
import io.github.llmfailover.health.HealthSettings;
import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.provider.ProviderClient;
import io.github.llmfailover.routing.Chain;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who serves in each chain.
 *
 * @param chains the providers of each chain in order of preference; the default chain comes first
 * @param healths settings of each provider's health, each provider once
 * @param clients the clients that were built for providers, by the providers' names
 * @param advice what was found that works, but not as well as it could
 */
record ProviderChains(
        Map<String, List<Provider>> chains,
        List<HealthSettings> healths,
        Map<String, OwnClient> clients,
        List<Advice> advice) {

    /** Nobody serves. */
    static final ProviderChains NONE = new ProviderChains(Map.of(), List.of(), Map.of(), List.of());

    /**
     * A client that was built.
     *
     * @param configured of what
     * @param model with which model by default; {@code null} for the library's own
     * @param client the client
     */
    record OwnClient(
            FailoverProperties.Client configured, @Nullable String model, ProviderClient client) {

        /** Whether this client serves such a provider. */
        boolean serves(ProviderBlueprint blueprint) {
            return configured.equals(blueprint.client())
                    && Objects.equals(model, blueprint.settings().model());
        }
    }

    ProviderChains {
        Map<String, List<Provider>> copy = new LinkedHashMap<>();
        chains.forEach((name, providers) -> copy.put(name, List.copyOf(providers)));
        chains = Collections.unmodifiableMap(copy);
        healths = List.copyOf(healths);
        clients = Map.copyOf(clients);
        advice = List.copyOf(advice);
    }

    ProviderChains withAdvice(List<Advice> found) {
        return new ProviderChains(chains, healths, clients, found);
    }

    /** Returns the names of the providers of each chain. */
    Map<String, List<String>> names() {
        Map<String, List<String>> names = new LinkedHashMap<>();
        chains.forEach((chain, providers) ->
                names.put(chain, providers.stream().map(Provider::name).toList()));
        return Collections.unmodifiableMap(names);
    }

    /** Returns the chains with the health of each provider, by its name. */
    List<Chain> chains(Function<String, ProviderHealth> health) {
        return chains.entrySet().stream()
                .map(chain -> new Chain(chain.getKey(), chain.getValue(), provider -> health.apply(provider.name())))
                .toList();
    }

    /** Returns the clients that these chains have and those of another configuration have not. */
    List<ProviderClient> clientsNotIn(ProviderChains other) {
        return clients.entrySet().stream()
                .filter(own -> !own.getValue().equals(other.clients.get(own.getKey())))
                .map(own -> own.getValue().client())
                .toList();
    }
}
