package io.github.llmfailover.health;

import io.github.llmfailover.CredentialRejectedEvent;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.ProviderStateChangedEvent;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.time.VirtualTime;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** One provider's health in virtual time, with everything it told. */
final class HealthFixture implements FailoverListener {

    static final long MILLISECOND = 1_000_000;

    final VirtualTime time = new VirtualTime();

    final CircuitBreakerRegistry registry;

    final ProviderHealths healths;

    final ProviderHealth health;

    final List<ProviderStateChangedEvent> changes = new CopyOnWriteArrayList<>();

    final List<CredentialRejectedEvent> rejections = new CopyOnWriteArrayList<>();

    HealthFixture() {
        this(CircuitBreakerRegistry.ofDefaults(), HealthSettings.named("openai"));
    }

    HealthFixture(CircuitBreakerRegistry registry, HealthSettings settings) {
        this.registry = registry;
        this.healths = ProviderHealths.create(List.of(settings), registry, time, new Random(7), this);
        this.health = healths.get(settings.provider());
    }

    static HealthFixture withMaxConcurrency(int limit) {
        return new HealthFixture(
                CircuitBreakerRegistry.ofDefaults(), new HealthSettings("openai", BreakerSettings.DEFAULTS, limit));
    }

    static HealthFixture with(BreakerSettings breaker) {
        return new HealthFixture(CircuitBreakerRegistry.ofDefaults(), new HealthSettings("openai", breaker, 0));
    }

    static HealthFixture rampedUpOver(Duration rampUp) {
        return with(settings(rampUp, BreakerSettings.DEFAULTS.staleAfter()));
    }

    static BreakerSettings settings(Duration rampUp, Duration staleAfter) {
        BreakerSettings defaults = BreakerSettings.DEFAULTS;
        return new BreakerSettings(
                defaults.failureRateThreshold(),
                defaults.slidingWindowSize(),
                defaults.minimumNumberOfCalls(),
                defaults.slowCallRateThreshold(),
                defaults.slowCallDurationThreshold(),
                defaults.openDuration(),
                defaults.openDurationMultiplier(),
                defaults.maxOpenDuration(),
                defaults.permittedCallsInHalfOpen(),
                rampUp,
                staleAfter);
    }

    Permit acquire(String model) {
        return Objects.requireNonNull(health.tryAcquire(model, Claim.FAIR), "no permit for " + model);
    }

    /** Fails so often with one model that a breaker opens. */
    void open(String model, FailureKind kind) {
        for (int i = 0; i < BreakerSettings.DEFAULTS.minimumNumberOfCalls(); i++) {
            fail(acquire(model), kind);
        }
    }

    /** Lets the provider come back from an outage. */
    void recover() {
        waitUntilAvailable();
        for (int probe = 0; probe < BreakerSettings.DEFAULTS.permittedCallsInHalfOpen(); probe++) {
            succeed(Objects.requireNonNull(health.tryAcquire(null, Claim.NEEDED), "no permit"));
        }
    }

    CircuitBreaker breaker() {
        return registry.circuitBreaker("openai");
    }

    Permit acquire() {
        return Objects.requireNonNull(health.tryAcquire(null, Claim.FAIR), "no permit");
    }

    static void succeed(Permit permit) {
        permit.succeeded(10 * MILLISECOND, 20 * MILLISECOND, 0, 0);
    }

    static void fail(Permit permit, FailureKind kind) {
        permit.failed(Failure.of(kind), kind.defaultReaction(), 10 * MILLISECOND, false);
    }

    static void rateLimit(Permit permit, Duration retryAfter) {
        permit.failed(
                new Failure(FailureKind.RATE_LIMITED, null, 429, retryAfter),
                FailureKind.RATE_LIMITED.defaultReaction(),
                MILLISECOND,
                false);
    }

    void succeed() {
        succeed(acquire());
    }

    void fail(FailureKind kind) {
        fail(acquire(), kind);
    }

    /** Opens the closed breaker with the failures that the default settings ask for. */
    void open() {
        for (int i = 0; i < BreakerSettings.DEFAULTS.minimumNumberOfCalls(); i++) {
            fail(FailureKind.SERVER_ERROR);
        }
    }

    /** Waits until an open breaker would let a probe through. */
    void waitUntilAvailable() {
        time.advance(Duration.ofNanos(health.nanosUntilAvailable(null)));
    }

    List<String> transitions() {
        return changes.stream()
                .map(change -> change.from() + "->" + change.to())
                .toList();
    }

    @Override
    public void onProviderStateChanged(ProviderStateChangedEvent event) {
        changes.add(event);
    }

    @Override
    public void onCredentialRejected(CredentialRejectedEvent event) {
        rejections.add(event);
    }
}
