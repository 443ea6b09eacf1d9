package io.github.llmfailover.benchmarks;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.health.BreakerSettings;
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
import io.github.llmfailover.routing.AffineSelector;
import io.github.llmfailover.routing.Affinity;
import io.github.llmfailover.routing.Capability;
import io.github.llmfailover.routing.Chain;
import io.github.llmfailover.routing.Conversations;
import io.github.llmfailover.routing.CostOrdering;
import io.github.llmfailover.routing.LatencyOrdering;
import io.github.llmfailover.routing.OrderedSelector;
import io.github.llmfailover.routing.PrioritySelector;
import io.github.llmfailover.routing.ProviderSelector;
import io.github.llmfailover.routing.Requirements;
import io.github.llmfailover.routing.Selection;
import io.github.llmfailover.routing.TokenEstimate;
import io.github.llmfailover.routing.WeightedOrdering;
import io.github.llmfailover.time.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Who of fifty providers is asked for a request that needs two tags, three capabilities and room, and the permit, which is
 * given back.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class SelectionBenchmark {

    private static final int PROVIDERS = 50;

    private static final Duration OPEN = Duration.ofHours(2);

    private static final Requirements REQUIREMENTS = new Requirements(
            null,
            Set.of("eu", "no-training"),
            null,
            Set.of(),
            Set.of(Capability.TOOLS, Capability.VISION, Capability.STREAMING),
            new TokenEstimate(5_000, 1_000),
            new Affinity("conversation", null));

    /** By what they are ordered. */
    @Param({"priority", "weighted", "latency", "cost"})
    String strategy;

    /** What becomes of all but the last: asked for nothing, known to lack a tag, or with an open breaker. */
    @Param({"healthy", "unfit", "open"})
    String others;

    private Chain chain;

    private ProviderSelector selector;

    /** Builds the chain. */
    @Setup
    public void create() {
        TimeSource time = TimeSource.system();
        Random random = new Random(7);
        ProviderHealths healths = ProviderHealths.create(
                IntStream.range(0, PROVIDERS)
                        .mapToObj(SelectionBenchmark::health)
                        .toList(),
                CircuitBreakerRegistry.ofDefaults(),
                time,
                random,
                FailoverListener.NONE);
        List<Provider> providers = IntStream.range(0, PROVIDERS)
                .mapToObj(i -> new Provider(settings(i), prompt -> PreparedAnswers.whole(), ClientBinding.NONE))
                .toList();
        chain = new Chain("default", providers, provider -> healths.get(provider.name()));
        Conversations conversations = new Conversations(Duration.ofMinutes(5), time);
        ProviderSelector ordered =
                switch (strategy) {
                    case "weighted" -> new OrderedSelector(new WeightedOrdering(random));
                    case "latency" -> new OrderedSelector(new LatencyOrdering(time, random));
                    case "cost" -> new OrderedSelector(new CostOrdering(conversations));
                    default -> new PrioritySelector();
                };
        selector = new AffineSelector(ordered, conversations, !strategy.equals("cost"));
        chain.members().forEach(member -> ordered.answered(REQUIREMENTS, member, 1_000_000L * (member.position() + 1)));
        if (others.equals("open")) {
            for (int i = 0; i < PROVIDERS - 1; i++) {
                open(healths, "provider-" + i);
            }
        }
    }

    private ProviderSettings settings(int number) {
        boolean fit = !others.equals("unfit") || number == PROVIDERS - 1;
        return new ProviderSettings(
                "provider-" + number,
                null,
                null,
                Timeouts.DEFAULTS,
                RetrySettings.DEFAULTS,
                fit ? Set.of("eu", "no-training", "other") : Set.of("no-training", "other"),
                Set.of("streaming", "tools", "vision", "json-schema"),
                128_000,
                number % 5 + 1,
                new Price(number % 7 + 1, 1, number % 3 + 4, "USD"));
    }

    private static HealthSettings health(int number) {
        BreakerSettings defaults = BreakerSettings.DEFAULTS;
        return new HealthSettings(
                "provider-" + number,
                new BreakerSettings(
                        defaults.failureRateThreshold(),
                        defaults.slidingWindowSize(),
                        defaults.minimumNumberOfCalls(),
                        defaults.slowCallRateThreshold(),
                        defaults.slowCallDurationThreshold(),
                        OPEN,
                        1,
                        OPEN,
                        defaults.permittedCallsInHalfOpen()),
                0);
    }

    private static void open(ProviderHealths healths, String provider) {
        Permit permit = healths.get(provider).tryAcquire(null, Claim.NEEDED);
        while (permit != null) {
            permit.failed(
                    new Failure(FailureKind.SERVER_ERROR, null, 0, null),
                    FailureKind.SERVER_ERROR.defaultReaction(),
                    1,
                    false);
            permit = healths.get(provider).tryAcquire(null, Claim.NEEDED);
        }
    }

    /** One thread. */
    @Benchmark
    public Selection select() {
        Selection selection = selector.select(chain, REQUIREMENTS, chain.eligible(REQUIREMENTS), Claim.FAIR);
        if (selection == null) {
            throw new IllegalStateException("Nobody was chosen");
        }
        selection.permit().released();
        return selection;
    }
}
