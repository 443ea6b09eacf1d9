package io.github.llmfailover.actuate;

import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.health.ProviderHealths;
import java.util.List;
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

    private final ProviderHealths healths;

    private final ChainNames chains;

    /**
     * Creates the contributor.
     *
     * @param healths all providers
     * @param chains the configured chains
     */
    public FailoverHealthContributor(ProviderHealths healths, ChainNames chains) {
        this.healths = healths;
        this.chains = chains;
    }

    /** A component's name may not contain what separates names in a path. */
    private static String nameOf(ProviderHealth health) {
        return health.name().replace('/', '-');
    }

    private HealthContributor component(ProviderHealth health) {
        return new ProviderHealthIndicator(
                health, healths, () -> chains.byChain().getOrDefault(ChainNames.DEFAULT, List.of()));
    }

    @Override
    public @Nullable HealthContributor getContributor(String name) {
        return healths.all().values().stream()
                .filter(health -> nameOf(health).equals(name))
                .findFirst()
                .map(this::component)
                .orElse(null);
    }

    @Override
    public Stream<HealthContributors.Entry> stream() {
        return healths.all().values().stream()
                .map(health -> new HealthContributors.Entry(nameOf(health), component(health)));
    }
}
