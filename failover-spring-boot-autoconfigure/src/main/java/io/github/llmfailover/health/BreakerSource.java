package io.github.llmfailover.health;

import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.time.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Where the circuit breaker of one provider comes from: the registry's own of that name, else one with the registry's
 * configuration of that name, else one with our settings.
 */
final class BreakerSource {

    private static final Log logger = LogFactory.getLog(BreakerSource.class);

    private final HealthSettings settings;

    private final TimeSource time;

    private final RandomGenerator random;

    private final OpenDuration openDuration;

    private final Supplier<CircuitBreaker> lookUp;

    private BreakerSource(
            HealthSettings settings,
            TimeSource time,
            RandomGenerator random,
            OpenDuration openDuration,
            Supplier<CircuitBreaker> lookUp) {
        this.settings = settings;
        this.time = time;
        this.random = random;
        this.openDuration = openDuration;
        this.lookUp = lookUp;
    }

    /** The breaker of a provider and its default model, which has the provider's name. */
    static BreakerSource ofProvider(
            HealthSettings settings, CircuitBreakerRegistry registry, TimeSource time, RandomGenerator random) {
        String name = settings.provider();
        OpenDuration openDuration = new OpenDuration(settings.breaker(), random);
        CircuitBreakerConfig ours = configuration(settings.breaker(), time, openDuration);
        return new BreakerSource(settings, time, random, openDuration, () -> registry.find(name)
                .orElseGet(() -> registry.circuitBreaker(
                        name, registry.getConfiguration(name).orElse(ours))));
    }

    /**
     * A breaker of a model that callers name, configured as the provider's is. It is in no registry, where its name might
     * be somebody else's and callers could add as many as they like.
     *
     * @param model its name
     * @param providers the provider's breaker
     */
    BreakerSource ofModel(String model, CircuitBreaker providers) {
        OpenDuration own = new OpenDuration(settings.breaker(), random);
        CircuitBreakerConfig config = providers.getCircuitBreakerConfig();
        CircuitBreaker breaker = CircuitBreaker.of(
                settings.provider() + "/" + model,
                isOurs(config) ? configuration(settings.breaker(), time, own) : config);
        return new BreakerSource(settings, time, random, own, () -> breaker);
    }

    private static CircuitBreakerConfig configuration(
            BreakerSettings settings, TimeSource time, OpenDuration openDuration) {
        return CircuitBreakerConfig.custom()
                .failureRateThreshold((float) settings.failureRateThreshold())
                .slowCallRateThreshold((float) settings.slowCallRateThreshold())
                .slowCallDurationThreshold(settings.slowCallDurationThreshold())
                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(settings.slidingWindowSize())
                .minimumNumberOfCalls(settings.minimumNumberOfCalls())
                .permittedNumberOfCallsInHalfOpenState(settings.permittedCallsInHalfOpen())
                // A half-open breaker that nobody asks must not open again: Breaker renews the quota instead.
                .maxWaitDurationInHalfOpenState(Duration.ZERO)
                .automaticTransitionFromOpenToHalfOpenEnabled(false)
                .waitIntervalFunctionInOpenState(openDuration)
                .writableStackTraceEnabled(false)
                .clock(new TickerClock(time))
                .currentTimestampFunction(clock -> time.nanoTime(), TimeUnit.NANOSECONDS)
                .build();
    }

    /** Looks the breaker up, and creates it where there is none. */
    CircuitBreaker lookUp() {
        return lookUp.get();
    }

    /** Warns where a user's configuration would take failures for something else. */
    void check(CircuitBreaker breaker) {
        CircuitBreakerConfig config = breaker.getCircuitBreakerConfig();
        CountedFailure failure = CountedFailure.of(FailureKind.SERVER_ERROR);
        if (config.getIgnoreExceptionPredicate().test(failure)
                || !config.getRecordExceptionPredicate().test(failure)) {
            String name = settings.provider();
            logger.warn("The circuit breaker configured under resilience4j.circuitbreaker.instances." + name
                    + " does not count the failures of provider '" + name + "': add " + CountedFailure.class.getName()
                    + " to its record-exceptions, or remove record-exceptions and ignore-exceptions");
        }
    }

    private boolean isOurs(CircuitBreakerConfig config) {
        return config.getWaitIntervalFunctionInOpenState() == openDuration;
    }

    /** Lets the next opening last no longer than a first one, where the configuration is ours. */
    void forgetGrowth() {
        openDuration.forgetGrowth();
    }

    /** Returns how long the breaker, which has just opened, stays so; for a user's own configuration an estimate. */
    long openNanos(CircuitBreaker breaker, int opening) {
        CircuitBreakerConfig config = breaker.getCircuitBreakerConfig();
        long millis = isOurs(config)
                ? openDuration.lastMillis()
                : config.getWaitIntervalFunctionInOpenState().apply(Math.max(1, opening));
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
