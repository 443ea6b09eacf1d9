package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.Pace;
import io.github.llmfailover.autoconfigure.FailoverProperties.CircuitBreaker;
import io.github.llmfailover.autoconfigure.FailoverProperties.Provider;
import io.github.llmfailover.autoconfigure.FailoverProperties.ProviderRetry;
import io.github.llmfailover.autoconfigure.FailoverProperties.Retry;
import io.github.llmfailover.autoconfigure.FailoverProperties.Timeout;
import io.github.llmfailover.execution.DrillSettings;
import io.github.llmfailover.execution.ProbeSettings;
import io.github.llmfailover.execution.StreamTexts;
import io.github.llmfailover.failure.FailureRules;
import io.github.llmfailover.health.BreakerSettings;
import io.github.llmfailover.health.HealthSettings;
import io.github.llmfailover.plan.HedgeSettings;
import io.github.llmfailover.plan.PlanSettings;
import io.github.llmfailover.provider.Price;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.provider.RetrySettings;
import io.github.llmfailover.provider.Timeouts;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Maps properties to the immutable settings of the engine. A provider's own settings take precedence, one by one. */
final class SettingsMapper {

    private final FailoverProperties properties;

    SettingsMapper(FailoverProperties properties) {
        this.properties = properties;
    }

    /** Maps what follows from each kind of failure. */
    FailureRules rules() {
        return Reactions.rules(properties);
    }

    /** Maps what bounds every call. */
    PlanSettings plan() {
        return new PlanSettings(
                properties.deadline(),
                properties.maxAttempts(),
                properties.whenUnavailable(),
                properties.streaming().onInterruption(),
                properties.streaming().maxResumes(),
                properties.streaming().calls(),
                hedging(),
                properties.budget().preferFasterBelow());
    }

    private HedgeSettings hedging() {
        FailoverProperties.Hedging hedging = properties.hedging();
        return new HedgeSettings(hedging.enabled(), hedging.after(), hedging.afterOwnP95(), hedging.maxRatio());
    }

    /** Maps what the layer itself writes where a stream breaks. */
    StreamTexts texts() {
        StreamTexts defaults = StreamTexts.DEFAULTS;
        return new StreamTexts(
                first(properties.streaming().continuationInstruction(), null, defaults.continuation()),
                first(properties.streaming().restartText(), null, defaults.restart()));
    }

    /** Maps how providers that are out are asked in the background. */
    ProbeSettings probe() {
        FailoverProperties.Probe probe = properties.probe();
        return new ProbeSettings(
                first(probe.interval(), null, ProbeSettings.DEFAULTS.interval()),
                first(probe.prompt(), null, ProbeSettings.DEFAULTS.prompt()));
    }

    /** Maps how drills are made. */
    DrillSettings drill() {
        return new DrillSettings(
                first(properties.drill().timeout(), null, DrillSettings.DEFAULTS.timeout()), probe().prompt());
    }

    /** Maps one provider; of one that is only named, everything is global or default. */
    ProviderBlueprint provider(String name) {
        Provider own = properties.providers().getOrDefault(name, Provider.NOTHING_WRITTEN);
        ProviderSettings settings = new ProviderSettings(
                name,
                own.model(),
                own.acceptsModels(),
                timeouts(own.timeout(), properties.timeout()),
                retry(own.retry(), properties.retry()),
                own.tags(),
                own.capabilities(),
                own.contextWindow(),
                own.weight(),
                price(own.price()));
        return new ProviderBlueprint(
                settings,
                new HealthSettings(
                        name,
                        breaker(own.circuitBreaker(), properties.circuitBreaker()),
                        own.maxConcurrency(),
                        properties.probe().enabled()),
                Adaptations.of(own.adapt()),
                own.client());
    }

    /** Cached input, and what is put into the cache, cost what any input does where nothing else is written. */
    private static @Nullable Price price(FailoverProperties.@Nullable Price own) {
        if (own == null || own.input() == null || own.output() == null) {
            return null;
        }
        double cached = own.cachedInput() == null ? own.input() : own.cachedInput();
        double written = own.cacheWrite() == null ? own.input() : own.cacheWrite();
        return new Price(own.input(), cached, written, own.output(), own.currency());
    }

    private static Timeouts timeouts(Timeout own, Timeout global) {
        Timeouts defaults = Timeouts.DEFAULTS;
        return new Timeouts(
                first(own.firstToken(), global.firstToken(), defaults.firstToken()),
                first(own.stall(), global.stall(), defaults.stall()),
                first(own.response(), global.response(), defaults.response()),
                new Pace(
                        first(own.pace().chunks(), global.pace().chunks(), Pace.ANY.chunks()),
                        first(own.pace().window(), global.pace().window(), Pace.ANY.window())));
    }

    private static RetrySettings retry(ProviderRetry own, Retry global) {
        RetrySettings defaults = RetrySettings.DEFAULTS;
        return new RetrySettings(
                first(own.max(), global.max(), defaults.max()),
                first(own.backoff(), global.backoff(), defaults.backoff()),
                first(own.maxWait(), global.maxWait(), defaults.maxWait()));
    }

    /** What was not written gives way to what was, so that one written value never contradicts a default. */
    private static BreakerSettings breaker(CircuitBreaker own, CircuitBreaker global) {
        BreakerSettings defaults = BreakerSettings.DEFAULTS;
        Integer window = either(own.slidingWindowSize(), global.slidingWindowSize());
        Integer least = either(own.minimumNumberOfCalls(), global.minimumNumberOfCalls());
        Duration open = either(own.openDuration(), global.openDuration());
        Duration longest = either(own.maxOpenDuration(), global.maxOpenDuration());
        return new BreakerSettings(
                first(own.failureRateThreshold(), global.failureRateThreshold(), defaults.failureRateThreshold()),
                window != null ? window : atLeast(least, defaults.slidingWindowSize()),
                least != null ? least : atMost(window, defaults.minimumNumberOfCalls()),
                first(own.slowCallRateThreshold(), global.slowCallRateThreshold(), defaults.slowCallRateThreshold()),
                first(
                        own.slowCallDurationThreshold(),
                        global.slowCallDurationThreshold(),
                        defaults.slowCallDurationThreshold()),
                open != null ? open : atMost(longest, defaults.openDuration()),
                first(own.openDurationMultiplier(), global.openDurationMultiplier(), defaults.openDurationMultiplier()),
                longest != null ? longest : atLeast(open, defaults.maxOpenDuration()),
                first(
                        own.permittedCallsInHalfOpen(),
                        global.permittedCallsInHalfOpen(),
                        defaults.permittedCallsInHalfOpen()),
                first(own.rampUp(), global.rampUp(), defaults.rampUp()),
                first(own.staleAfter(), global.staleAfter(), defaults.staleAfter()));
    }

    private static <T extends Comparable<? super T>> T atLeast(@Nullable T written, T byDefault) {
        return written != null && written.compareTo(byDefault) > 0 ? written : byDefault;
    }

    private static <T extends Comparable<? super T>> T atMost(@Nullable T written, T byDefault) {
        return written != null && written.compareTo(byDefault) < 0 ? written : byDefault;
    }

    private static <T> @Nullable T either(@Nullable T own, @Nullable T global) {
        return own != null ? own : global;
    }

    private static <T> T first(@Nullable T own, @Nullable T global, T byDefault) {
        return Objects.requireNonNullElse(either(own, global), byDefault);
    }
}
