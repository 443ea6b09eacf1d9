package io.github.llmfailover.simulation;

import io.github.llmfailover.health.BreakerSettings;
import io.github.llmfailover.health.HealthSettings;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.provider.RetrySettings;
import io.github.llmfailover.provider.Timeouts;
import java.time.Duration;
import java.util.Set;

/**
 * One provider of a scenario.
 *
 * @param settings how it is configured
 * @param health how its health is configured
 * @param weather what its requests meet
 */
record Member(ProviderSettings settings, HealthSettings health, Weather weather) {

    /** A provider with every default in fair weather. */
    static Member named(String name) {
        return new Member(ProviderSettings.named(name), HealthSettings.named(name), Weather.FAIR);
    }

    String name() {
        return settings.name();
    }

    Member in(Weather other) {
        return new Member(settings, health, other);
    }

    Member tagged(String... tags) {
        return with(new ProviderSettings(
                name(),
                settings.model(),
                settings.acceptsModels(),
                settings.timeouts(),
                settings.retry(),
                Set.of(tags),
                settings.capabilities(),
                settings.contextWindow()));
    }

    Member accepting(String... models) {
        return with(new ProviderSettings(
                name(),
                settings.model(),
                Set.of(models),
                settings.timeouts(),
                settings.retry(),
                settings.tags(),
                settings.capabilities(),
                settings.contextWindow()));
    }

    /** With a window of so many tokens. */
    Member window(int tokens) {
        return with(new ProviderSettings(
                name(),
                settings.model(),
                settings.acceptsModels(),
                settings.timeouts(),
                settings.retry(),
                settings.tags(),
                settings.capabilities(),
                tokens));
    }

    Member maxWait(Duration maxWait) {
        return with(new ProviderSettings(
                name(),
                settings.model(),
                settings.acceptsModels(),
                Timeouts.DEFAULTS,
                new RetrySettings(settings.retry().max(), settings.retry().backoff(), maxWait),
                settings.tags(),
                settings.capabilities(),
                settings.contextWindow()));
    }

    Member maxConcurrency(int most) {
        return new Member(settings, new HealthSettings(name(), health.breaker(), most, health.probed()), weather);
    }

    Member probed() {
        return new Member(
                settings, new HealthSettings(name(), health.breaker(), health.maxConcurrency(), true), weather);
    }

    Member rampUp(Duration rampUp) {
        return breaker(health.breaker().failureRateThreshold(), rampUp);
    }

    /** With a breaker that opens from another share of failures, in percent. */
    Member opensFrom(double failureRate) {
        return breaker(failureRate, health.breaker().rampUp());
    }

    private Member breaker(double failureRate, Duration rampUp) {
        BreakerSettings d = health.breaker();
        BreakerSettings breaker = new BreakerSettings(
                failureRate,
                d.slidingWindowSize(),
                d.minimumNumberOfCalls(),
                d.slowCallRateThreshold(),
                d.slowCallDurationThreshold(),
                d.openDuration(),
                d.openDurationMultiplier(),
                d.maxOpenDuration(),
                d.permittedCallsInHalfOpen(),
                rampUp,
                d.staleAfter());
        return new Member(
                settings, new HealthSettings(name(), breaker, health.maxConcurrency(), health.probed()), weather);
    }

    private Member with(ProviderSettings other) {
        return new Member(other, health, weather);
    }
}
