package io.github.llmfailover.routing;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.health.Claim;
import io.github.llmfailover.health.HealthSettings;
import io.github.llmfailover.health.Permit;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.provider.ClientBinding;
import io.github.llmfailover.provider.Price;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.provider.RetrySettings;
import io.github.llmfailover.provider.Timeouts;
import io.github.llmfailover.time.VirtualTime;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A chain over real healths in virtual time. */
final class RoutingFixture {

    final VirtualTime time = new VirtualTime();

    final ProviderHealths healths;

    final Chain chain;

    RoutingFixture(ProviderSettings... providers) {
        healths = ProviderHealths.create(
                Stream.of(providers)
                        .map(each -> HealthSettings.named(each.name()))
                        .toList(),
                CircuitBreakerRegistry.ofDefaults(),
                time,
                new Random(1),
                FailoverListener.NONE);
        chain = new Chain(
                "default",
                Stream.of(providers)
                        .map(each -> new Provider(each, prompt -> null, ClientBinding.NONE))
                        .toList(),
                provider -> healths.get(provider.name()));
    }

    static ProviderSettings weighing(String name, int weight) {
        return settings(name, Set.of(), 0, weight);
    }

    static ProviderSettings priced(String name, @Nullable Price price) {
        return new ProviderSettings(
                name, null, null, Timeouts.DEFAULTS, RetrySettings.DEFAULTS, Set.of(), Set.of(), 0, 1, price);
    }

    static ProviderSettings able(String name, String... capabilities) {
        return settings(name, Set.of(capabilities), 0, 1);
    }

    static ProviderSettings window(String name, int tokens) {
        return settings(name, Set.of(), tokens, 1);
    }

    private static ProviderSettings settings(String name, Set<String> capabilities, int window, int weight) {
        return new ProviderSettings(
                name,
                null,
                null,
                Timeouts.DEFAULTS,
                RetrySettings.DEFAULTS,
                Set.of(),
                capabilities,
                window,
                weight,
                null);
    }

    /** Selects as a call does, gives the permit back, and returns whose it was. */
    @Nullable
    String select(ProviderSelector selector, Requirements requirements) {
        Selection selection = selector.select(chain, requirements, chain.eligible(requirements), Claim.FAIR);
        if (selection == null) {
            return null;
        }
        selection.permit().released();
        return selection.member().name();
    }

    void open(String provider) {
        for (int i = 0; i < 5; i++) {
            Permit permit = Objects.requireNonNull(healths.get(provider).tryAcquire(null, Claim.NEEDED));
            permit.failed(
                    new Failure(FailureKind.SERVER_ERROR, null, 0, null),
                    FailureKind.SERVER_ERROR.defaultReaction(),
                    1,
                    false);
        }
    }
}
