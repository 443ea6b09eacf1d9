package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.autoconfigure.FailoverProperties.CircuitBreaker;
import io.github.llmfailover.autoconfigure.FailoverProperties.Provider;
import io.github.llmfailover.autoconfigure.FailoverProperties.ProviderRetry;
import io.github.llmfailover.autoconfigure.FailoverProperties.RequestFault;
import io.github.llmfailover.autoconfigure.FailoverProperties.Retry;
import io.github.llmfailover.autoconfigure.FailoverProperties.Timeout;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.FailureRules;
import io.github.llmfailover.failure.Reaction;
import io.github.llmfailover.failure.Reaction.Next;
import io.github.llmfailover.plan.PlanSettings;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.provider.RetrySettings;
import io.github.llmfailover.provider.Timeouts;
import java.util.EnumMap;
import java.util.Map;
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
        Map<FailureKind, Reaction> overrides = new EnumMap<>(FailureKind.class);
        override(overrides, FailureKind.CONTENT_FILTERED, properties.contentFilter());
        override(overrides, FailureKind.INVALID_REQUEST, properties.invalidRequest());
        return new FailureRules(overrides);
    }

    private static void override(Map<FailureKind, Reaction> overrides, FailureKind kind, RequestFault fault) {
        if (fault == RequestFault.FAIL_OVER) {
            overrides.put(kind, kind.defaultReaction().withNext(Next.NEXT_PROVIDER));
        }
    }

    /** Maps what bounds every call. */
    PlanSettings plan() {
        return new PlanSettings(properties.deadline(), properties.maxAttempts(), properties.whenUnavailable());
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
                own.contextWindow());
        return new ProviderBlueprint(
                settings,
                circuitBreaker(own.circuitBreaker(), properties.circuitBreaker()),
                own.maxConcurrency(),
                own.bean(),
                own.client());
    }

    private static Timeouts timeouts(Timeout own, Timeout global) {
        Timeouts defaults = Timeouts.DEFAULTS;
        return new Timeouts(
                first(own.firstToken(), global.firstToken(), defaults.firstToken()),
                first(own.stall(), global.stall(), defaults.stall()),
                first(own.response(), global.response(), defaults.response()));
    }

    private static RetrySettings retry(ProviderRetry own, Retry global) {
        RetrySettings defaults = RetrySettings.DEFAULTS;
        return new RetrySettings(
                first(own.max(), global.max(), defaults.max()),
                first(own.backoff(), global.backoff(), defaults.backoff()),
                first(own.maxWait(), global.maxWait(), defaults.maxWait()));
    }

    private static CircuitBreaker circuitBreaker(CircuitBreaker own, CircuitBreaker global) {
        return new CircuitBreaker(
                either(own.failureRateThreshold(), global.failureRateThreshold()),
                either(own.slidingWindowSize(), global.slidingWindowSize()),
                either(own.minimumNumberOfCalls(), global.minimumNumberOfCalls()),
                either(own.slowCallRateThreshold(), global.slowCallRateThreshold()),
                either(own.slowCallDurationThreshold(), global.slowCallDurationThreshold()),
                either(own.openDuration(), global.openDuration()),
                either(own.openDurationMultiplier(), global.openDurationMultiplier()),
                either(own.maxOpenDuration(), global.maxOpenDuration()),
                either(own.permittedCallsInHalfOpen(), global.permittedCallsInHalfOpen()));
    }

    private static <T> @Nullable T either(@Nullable T own, @Nullable T global) {
        return own != null ? own : global;
    }

    private static <T> T first(@Nullable T own, @Nullable T global, T byDefault) {
        return Objects.requireNonNullElse(either(own, global), byDefault);
    }
}
