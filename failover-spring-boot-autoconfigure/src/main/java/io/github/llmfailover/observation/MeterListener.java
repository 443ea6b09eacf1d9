package io.github.llmfailover.observation;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.DrillReport;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.FailoverOccurredEvent;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.failure.FailureKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the meters {@code llm.failover.calls}, {@code .attempts}, {@code .probes}, {@code .first.token},
 * {@code .process.delay}, {@code .switches}, {@code .tokens}, {@code .cost},
 * {@code .usage.unreported}, {@code .answer.tokens}, {@code .answer.checks}, {@code .finish.reasons} and {@code .refusals}. Tag values are configured names and fixed sets: whatever name is not configured becomes
 * {@value #OTHER}, so that no caller, model or provider can add meters. A call that its first provider answers looks up
 * two maps and builds nothing.
 */
public final class MeterListener implements FailoverListener {

    /** The tag value of a chain or provider that is not configured. */
    public static final String OTHER = "other";

    /** The reason for a switch away from a provider that takes no calls at the moment. */
    public static final String UNAVAILABLE = "UNAVAILABLE";

    private record Switch(String from, String to, @Nullable FailureKind reason) {}

    private final MeterRegistry registry;

    private final Predicate<String> isChain;

    private final Predicate<String> isProvider;

    private final ConcurrentMap<String, ProviderMeters> providers = new ConcurrentHashMap<>();

    private final ConcurrentMap<String, CallMeters> chains = new ConcurrentHashMap<>();

    private final CallMeters otherChain;

    private volatile @Nullable ProviderMeters otherProvider;

    private final ConcurrentMap<Switch, Counter> switches = new ConcurrentHashMap<>();

    /**
     * Creates the listener.
     *
     * @param registry where the meters are registered
     * @param chains the names of all configured chains
     * @param providers the names of all configured providers
     */
    public MeterListener(MeterRegistry registry, Collection<String> chains, Collection<String> providers) {
        this(registry, chains, providers, name -> false, name -> false);
    }

    /**
     * Creates a listener that knows what is configured later, too.
     *
     * @param registry where the meters are registered
     * @param chains the names of all chains that are configured now
     * @param providers the names of all providers that are configured now
     * @param isChain whether a name that is not among them is configured by now; asked where one is met
     * @param isProvider the same of a provider
     */
    public MeterListener(
            MeterRegistry registry,
            Collection<String> chains,
            Collection<String> providers,
            Predicate<String> isChain,
            Predicate<String> isProvider) {
        this.registry = registry;
        this.isChain = isChain;
        this.isProvider = isProvider;
        chains.forEach(chain -> this.chains.put(chain, new CallMeters(registry, chain)));
        providers.forEach(provider -> this.providers.put(provider, new ProviderMeters(registry, provider)));
        this.otherChain = new CallMeters(registry, OTHER);
    }

    @Override
    public void onFirstToken(String provider, Duration sinceRequest) {
        metersOf(provider).firstToken(sinceRequest);
    }

    @Override
    public void onProcessDelay(String provider, Duration duration) {
        metersOf(provider).processDelay(duration);
    }

    @Override
    public void onAttemptEnded(AttemptReport attempt) {
        metersOf(attempt.provider()).attempt(attempt);
    }

    @Override
    public void onProbeEnded(AttemptReport probe) {
        metersOf(probe.provider()).probe(probe);
    }

    @Override
    public void onDrillEnded(DrillReport drill) {
        drill.results().forEach(result -> metersOf(result.provider()).drilled(result.attempt()));
    }

    @Override
    public void onAnswerChecked(String provider, boolean valid) {
        metersOf(provider).answerChecked(valid);
    }

    @Override
    public void onCallEnded(FailoverReport report, Duration duration, @Nullable Throwable failure) {
        metersOfChain(report.chain())
                .timer(report.mode(), CallOutcome.of(report, failure))
                .record(duration);
    }

    @Override
    public void onFailover(FailoverOccurredEvent event) {
        switches.computeIfAbsent(new Switch(known(event.from()), known(event.to()), event.reason()), this::counter)
                .increment();
    }

    private ProviderMeters metersOf(String provider) {
        ProviderMeters meters = providers.get(provider);
        if (meters == null && isProvider.test(provider)) {
            meters = providers.computeIfAbsent(provider, name -> new ProviderMeters(registry, name));
        }
        if (meters == null) {
            meters = otherProvider;
        }
        if (meters == null) {
            meters = new ProviderMeters(registry, OTHER);
            otherProvider = meters;
        }
        return meters;
    }

    private CallMeters metersOfChain(String chain) {
        CallMeters meters = chains.get(chain);
        if (meters == null && isChain.test(chain)) {
            meters = chains.computeIfAbsent(chain, name -> new CallMeters(registry, name));
        }
        return meters == null ? otherChain : meters;
    }

    private String known(String provider) {
        return providers.containsKey(provider) || isProvider.test(provider) ? provider : OTHER;
    }

    private Counter counter(Switch key) {
        FailureKind reason = key.reason();
        return Counter.builder("llm.failover.switches")
                .description("Calls that went on from one provider to another")
                .tag("from", key.from())
                .tag("to", key.to())
                .tag("reason", reason == null ? UNAVAILABLE : reason.name())
                .register(registry);
    }
}
