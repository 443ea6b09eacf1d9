package io.github.llmfailover.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.health.HealthSettings;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.provider.ClientBinding;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.routing.Chain;
import io.github.llmfailover.routing.ChainMember;
import io.github.llmfailover.routing.PrioritySelector;
import io.github.llmfailover.routing.ProviderSelector;
import io.github.llmfailover.routing.Requirements;
import io.github.llmfailover.routing.Selection;
import io.github.llmfailover.time.VirtualTime;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RosterTest {

    private final ProviderHealths healths = ProviderHealths.create(
            List.of(HealthSettings.named("a"), HealthSettings.named("b")),
            CircuitBreakerRegistry.ofDefaults(),
            new VirtualTime(),
            new Random(1),
            FailoverListener.NONE);

    private final Chain chain =
            new Chain("default", List.of(provider("a"), provider("b")), provider -> healths.get(provider.name()));

    private static Provider provider(String name) {
        return new Provider(ProviderSettings.named(name), prompt -> null, ClientBinding.NONE);
    }

    @Test
    void selectorOfTheApplication_thatChoosesWhoMayNotServe_isRefusedAndItsPermitGivenBack() {
        ProviderSelector careless = (chain, requirements, candidates, claim) -> {
            ChainMember first = chain.member(0);
            return new Selection(first, Objects.requireNonNull(first.tryAcquire(requirements, claim)));
        };
        Roster pinned = new Roster(chain, new Requirements("b", Set.of()), careless);

        assertThatThrownBy(() -> pinned.select(careless))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("chose 'a'");
        assertThat(healths.get("a").inFlight()).isZero();
    }

    @Test
    void memberThatDoesNotMeetTheRequirements_isNotLetInAgainByBeingReadmitted() {
        PrioritySelector selector = new PrioritySelector();
        Roster pinned = new Roster(chain, new Requirements("b", Set.of()), selector);

        pinned.readmit(chain.member(0));
        pinned.ruleOut(chain.member(1));
        pinned.readmit(chain.member(0));

        assertThat(pinned.select(selector)).isNull();
    }
}
