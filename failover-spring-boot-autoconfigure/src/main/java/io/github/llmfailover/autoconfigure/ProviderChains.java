package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.actuate.Advice;
import io.github.llmfailover.health.HealthSettings;
import io.github.llmfailover.provider.Provider;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who serves in each chain.
 *
 * @param chains the providers of each chain in order of preference; the default chain comes first
 * @param healths settings of each provider's health, each provider once
 * @param advice what was found that works, but not as well as it could
 */
record ProviderChains(Map<String, List<Provider>> chains, List<HealthSettings> healths, List<Advice> advice) {

    ProviderChains {
        Map<String, List<Provider>> copy = new LinkedHashMap<>();
        chains.forEach((name, providers) -> copy.put(name, List.copyOf(providers)));
        chains = Collections.unmodifiableMap(copy);
        healths = List.copyOf(healths);
        advice = List.copyOf(advice);
    }

    ProviderChains withAdvice(List<Advice> found) {
        return new ProviderChains(chains, healths, found);
    }
}
