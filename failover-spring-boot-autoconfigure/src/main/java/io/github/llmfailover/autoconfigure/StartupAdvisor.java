package io.github.llmfailover.autoconfigure;

import static io.github.llmfailover.autoconfigure.FailoverProperties.PREFIX;

import io.github.llmfailover.actuate.Advice;
import io.github.llmfailover.plan.PlanSettings;
import io.github.llmfailover.provider.ClientRetry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds what works, but not as well as it could: each thing once, with the property that cures it. Decides by what it is
 * given alone.
 */
final class StartupAdvisor {

    private final PlanSettings plan;

    private final Map<String, List<AdvisedProvider>> chains;

    private final Set<String> unused;

    private final List<Advice> ofSettings;

    /**
     * Creates an advisor.
     *
     * @param plan what bounds every call
     * @param chains the providers of each chain, in order of preference
     * @param unused providers that are configured, but in no chain
     * @param ofSettings what settings alone show
     */
    StartupAdvisor(
            PlanSettings plan, Map<String, List<AdvisedProvider>> chains, Set<String> unused, List<Advice> ofSettings) {
        this.plan = plan;
        this.chains = chains;
        this.unused = unused;
        this.ofSettings = ofSettings;
    }

    /** Returns all findings, those that matter first. */
    List<Advice> advise() {
        Set<Advice> found = new LinkedHashSet<>();
        for (AdvisedProvider provider : providers()) {
            for (ClientRetry retry : provider.retries()) {
                found.add(Advice.warn("Provider '%s': %s.".formatted(provider.name(), retry.finding()), retry.cure()));
            }
            found.addAll(TimeoutAdvice.of(provider));
        }
        chains.forEach((name, members) -> {
            found.addAll(ChainAdvice.of(name, members, plan.maxAttempts()));
            found.addAll(DeadlineAdvice.of(name, members, plan));
        });
        if (!unused.isEmpty()) {
            found.add(Advice.warn(
                    "Configured below %s.providers, but in no chain: %s.".formatted(PREFIX, String.join(", ", unused)),
                    "Name them in '%s.chain', or remove them.".formatted(PREFIX)));
        }
        found.addAll(ofSettings);
        List<Advice> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparing(Advice::level));
        return sorted;
    }

    private Set<AdvisedProvider> providers() {
        Set<AdvisedProvider> providers = new LinkedHashSet<>();
        chains.values().forEach(providers::addAll);
        return providers;
    }
}
