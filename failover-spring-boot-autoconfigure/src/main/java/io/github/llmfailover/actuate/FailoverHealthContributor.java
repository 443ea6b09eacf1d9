package io.github.llmfailover.actuate;

import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.health.ProviderHealths;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;

/**
 * {@code /actuator/health/llmFailover}: a component for each provider, named as the provider is. Together they are UP
 * while the first choice of the default chain can serve, {@link ProviderHealthIndicator#DEGRADED} where it cannot but
 * another can, and DOWN where none can.
 *
 * <p>Boot aggregates the statuses of components and leaves out those that are in no configured order. So a provider that
 * cannot serve while another can has its state as its status ({@code OPEN}, {@code RESTING}, …), which no order contains;
 * only for the first choice it is {@code DEGRADED}. {@link DegradedHealthGroups} makes that status count.
 */
public final class FailoverHealthContributor implements CompositeHealthContributor {

    private final Map<String, HealthContributor> components = new LinkedHashMap<>();

    /**
     * Creates the contributor.
     *
     * @param healths all providers
     * @param chains the configured chains
     */
    public FailoverHealthContributor(ProviderHealths healths, ChainNames chains) {
        for (ProviderHealth health : healths.all().values()) {
            // A component's name may not contain what separates names in a path.
            components.put(
                    health.name().replace('/', '-'),
                    new ProviderHealthIndicator(health, healths, () -> defaultOf(chains)));
        }
    }

    private static List<String> defaultOf(ChainNames chains) {
        return chains.byChain().getOrDefault(ChainNames.DEFAULT, List.of());
    }

    @Override
    public @Nullable HealthContributor getContributor(String name) {
        return components.get(name);
    }

    @Override
    public Stream<HealthContributors.Entry> stream() {
        return components.entrySet().stream()
                .map(component -> new HealthContributors.Entry(component.getKey(), component.getValue()));
    }
}
