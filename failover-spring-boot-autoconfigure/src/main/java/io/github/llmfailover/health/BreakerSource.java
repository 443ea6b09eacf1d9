package io.github.llmfailover.health;

import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.time.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Where the circuit breaker of one provider comes from: the registry's own of that name, else one with the registry's
 * configuration of that name, else one with our settings.
 */
final class BreakerSource {

    private static final Log logger = LogFactory.getLog(BreakerSource.class);

    private final String name;

    private final CircuitBreakerRegistry registry;

    private final CircuitBreakerConfig ours;

    private final OpenDuration openDuration;

    BreakerSource(HealthSettings settings, CircuitBreakerRegistry registry, TimeSource time, RandomGenerator random) {
        this.name = settings.provider();
        this.registry = registry;
        this.openDuration = new OpenDuration(settings.breaker(), random);
        this.ours = configuration(settings.breaker(), time, openDuration);
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
        return registry.find(name)
                .orElseGet(() -> registry.circuitBreaker(
                        name, registry.getConfiguration(name).orElse(ours)));
    }

    /** Warns where a user's configuration would take failures for something else. */
    void check(CircuitBreaker breaker) {
        CircuitBreakerConfig config = breaker.getCircuitBreakerConfig();
        CountedFailure failure = CountedFailure.of(FailureKind.SERVER_ERROR);
        if (config.getIgnoreExceptionPredicate().test(failure)
                || !config.getRecordExceptionPredicate().test(failure)) {
            logger.warn("The circuit breaker configured under resilience4j.circuitbreaker.instances." + name
                    + " does not count the failures of provider '" + name + "': add " + CountedFailure.class.getName()
                    + " to its record-exceptions, or remove record-exceptions and ignore-exceptions");
        }
    }

    /** Returns how long the breaker, which has just opened, stays so; for a user's own configuration an estimate. */
    long openNanos(CircuitBreaker breaker, int opening) {
        CircuitBreakerConfig config = breaker.getCircuitBreakerConfig();
        long millis = config.getWaitIntervalFunctionInOpenState() == openDuration
                ? openDuration.lastMillis()
                : config.getWaitIntervalFunctionInOpenState().apply(Math.max(1, opening));
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
