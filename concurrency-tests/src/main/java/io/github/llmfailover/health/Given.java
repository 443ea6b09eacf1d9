package io.github.llmfailover.health;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/** What the tests begin with. */
final class Given {

    static final long SECOND = Duration.ofSeconds(1).toNanos();

    static final long STALE_AFTER = Duration.ofMinutes(10).toNanos();

    /** Shared: what is tested is not the generator, and creating one for each state would take most of the time. */
    static final RandomGenerator RANDOM = new Random(7);

    private Given() {}

    /** Opens at the first failure, and closes at the first answered test call. */
    static BreakerSettings touchy() {
        BreakerSettings defaults = BreakerSettings.DEFAULTS;
        return new BreakerSettings(
                defaults.failureRateThreshold(),
                4,
                1,
                defaults.slowCallRateThreshold(),
                defaults.slowCallDurationThreshold(),
                defaults.openDuration(),
                defaults.openDurationMultiplier(),
                defaults.maxOpenDuration(),
                1,
                Duration.ofSeconds(10),
                defaults.staleAfter());
    }

    static Breaker breaker(BreakerSettings settings, StandingTime time) {
        return breaker(settings, CircuitBreakerRegistry.ofDefaults(), time);
    }

    static Breaker breaker(BreakerSettings settings, CircuitBreakerRegistry registry, StandingTime time) {
        return new Breaker(
                BreakerSource.ofProvider(new HealthSettings("openai", settings, 0), registry, time, RANDOM),
                settings,
                time,
                RANDOM);
    }

    static ProviderHealth health(int maxConcurrency) {
        return ProviderHealths.create(
                        List.of(new HealthSettings("openai", BreakerSettings.DEFAULTS, maxConcurrency)),
                        CircuitBreakerRegistry.ofDefaults(),
                        new StandingTime(),
                        RANDOM,
                        FailoverListener.NONE)
                .get("openai");
    }

    static Permit permit(ProviderHealth health) {
        Permit permit = health.tryAcquire(null, Claim.NEEDED);
        if (permit == null) {
            throw new IllegalStateException("There is no permit to begin with");
        }
        return permit;
    }

    static void succeed(Permit permit) {
        permit.succeeded(1, 1, 0, 0);
    }

    static void fail(Permit permit, FailureKind kind) {
        permit.failed(Failure.of(kind), kind.defaultReaction(), 1, false);
    }

    static Rests rests() {
        return new Rests(STALE_AFTER, RANDOM);
    }

    static boolean rateLimit(Rests rests, int permitGeneration, int seconds, long now) {
        Duration retryAfter = seconds == 0 ? null : Duration.ofSeconds(seconds);
        return rests.failed(
                new Failure(FailureKind.RATE_LIMITED, null, 429, retryAfter),
                FailureKind.RATE_LIMITED.defaultReaction().rest(),
                permitGeneration,
                now);
    }
}
