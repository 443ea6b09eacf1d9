package io.github.llmfailover.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.health.BreakerSettings;
import io.github.llmfailover.health.Claim;
import io.github.llmfailover.health.HealthSettings;
import io.github.llmfailover.health.Permit;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.provider.ClientBinding;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.time.VirtualTime;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.BitSet;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PrioritySelectorTest {

    private final VirtualTime time = new VirtualTime();

    private final ProviderHealths healths = ProviderHealths.create(
            Stream.of("a", "b")
                    .map(name -> new HealthSettings(name, BreakerSettings.DEFAULTS, 0, true))
                    .toList(),
            CircuitBreakerRegistry.ofDefaults(),
            time,
            new Random(1),
            FailoverListener.NONE);

    private final Chain chain = new Chain(
            "default",
            Stream.of("a", "b")
                    .map(name -> new Provider(ProviderSettings.named(name), prompt -> null, ClientBinding.NONE))
                    .toList(),
            provider -> healths.get(provider.name()));

    private final PrioritySelector selector = new PrioritySelector();

    private @Nullable String select(Requirements requirements) {
        Selection fair = selector.select(chain, requirements, chain.eligible(requirements), Claim.FAIR);
        Selection selection =
                fair != null ? fair : selector.select(chain, requirements, chain.eligible(requirements), Claim.NEEDED);
        return selection == null ? null : selection.member().name();
    }

    private void open(String provider) {
        for (int i = 0; i < 5; i++) {
            fail(provider, null, FailureKind.SERVER_ERROR, null);
        }
    }

    private void fail(String provider, @Nullable String model, FailureKind kind, @Nullable Duration retryAfter) {
        Permit permit = Objects.requireNonNull(healths.get(provider).tryAcquire(model, Claim.NEEDED));
        permit.failed(new Failure(kind, null, 0, retryAfter), kind.defaultReaction(), 1, model != null);
    }

    @Test
    void selection_allWell_isTheFirst() {
        assertThat(select(Requirements.NONE)).isEqualTo("a");
    }

    @Test
    void selection_firstWaitsForItsProbe_isTheSecond() {
        open("a");
        time.advance(Duration.ofSeconds(11));

        assertThat(select(Requirements.NONE)).isEqualTo("b");
    }

    @Test
    void selection_nobodyElseCanServe_isWhoWouldRatherNot() {
        open("a");
        open("b");
        time.advance(Duration.ofSeconds(11));

        assertThat(select(Requirements.NONE)).isEqualTo("a");
    }

    @Test
    void selection_nobodyAtAll_countsEachRefusalOnce() {
        open("a");
        open("b");

        assertThat(select(Requirements.NONE)).isNull();
        assertThat(healths.get("a").snapshot().notPermitted()).isEqualTo(1);
        assertThat(healths.get("b").snapshot().notPermitted()).isEqualTo(1);
    }

    @Test
    void selection_ruledOut_isNotAskedEvenWhereNobodyElseCanServe() {
        BitSet second = new BitSet();
        second.set(1);
        open("b");

        assertThat(selector.select(chain, Requirements.NONE, second, Claim.NEEDED))
                .isNull();
    }

    @Test
    void selection_requestedModelRests_isTheNextThatServesWithItsOwn() {
        fail("a", "big-model", FailureKind.RATE_LIMITED, Duration.ofSeconds(30));
        Requirements big = new Requirements(null, Set.of(), "big-model");

        assertThat(select(big)).isEqualTo("b");
        assertThat(select(Requirements.NONE)).isEqualTo("a");
        assertThat(chain.member(0).nanosUntilAvailable(big))
                .isEqualTo(Duration.ofSeconds(30).toNanos());
        assertThat(chain.member(1).nanosUntilAvailable(big)).isZero();
    }

    @Test
    void requestedModel_thatALaterProviderDoesNotTake_leavesItsHealthAlone() {
        Requirements big = new Requirements(null, Set.of(), "big-model");
        Permit permit = Objects.requireNonNull(chain.member(1).tryAcquire(big, Claim.FAIR));
        permit.failed(
                new Failure(FailureKind.RATE_LIMITED, null, 429, Duration.ofSeconds(30)),
                FailureKind.RATE_LIMITED.defaultReaction(),
                1,
                false);

        assertThat(chain.member(1).nanosUntilAvailable(Requirements.NONE))
                .isEqualTo(Duration.ofSeconds(30).toNanos());
    }

    @Test
    void requirements_withoutAModel_ruleOutAsBefore() {
        assertThat(new Requirements(null, Set.of("eu")).model()).isNull();
        assertThat(chain.eligible(Requirements.NONE).cardinality()).isEqualTo(chain.size());
    }
}
