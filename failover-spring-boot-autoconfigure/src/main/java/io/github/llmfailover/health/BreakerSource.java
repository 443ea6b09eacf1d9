package io.github.llmfailover.health;

import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.time.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where the circuit breaker of one provider comes from: the registry's own of that name, else one with the registry's
 * configuration of that name, else one with our settings.
 */
final class BreakerSource {

    private static final Log logger = LogFactory.getLog(BreakerSource.class);

    private final String provider;

    private final TimeSource time;

    private final RandomGenerator random;

    private final OpenDuration openDuration;

    /** {@code null} where the breaker is in none. */
    private final @Nullable CircuitBreakerRegistry registry;

    private volatile BreakerSettings settings;

    private volatile CircuitBreakerConfig ours;

    private BreakerSource(
            String provider,
            BreakerSettings settings,
            TimeSource time,
            RandomGenerator random,
            @Nullable CircuitBreakerRegistry registry) {
        this.provider = provider;
        this.settings = settings;
        this.time = time;
        this.random = random;
        this.registry = registry;
        this.openDuration = new OpenDuration(settings, random);
        this.ours = configuration(settings, time, openDuration);
    }

    /** The breaker of a provider and its default model, which has the provider's name. */
    static BreakerSource ofProvider(
            HealthSettings settings, CircuitBreakerRegistry registry, TimeSource time, RandomGenerator random) {
        return new BreakerSource(settings.provider(), settings.breaker(), time, random, registry);
    }

    /**
     * A breaker of a model that callers name, configured as the provider's is. It is in no registry, where its name might
     * be somebody else's and callers could add as many as they like.
     *
     * @param providers the provider's breaker
     */
    BreakerSource ofModel(CircuitBreaker providers) {
        BreakerSource source = new BreakerSource(provider, settings, time, random, null);
        CircuitBreakerConfig config = providers.getCircuitBreakerConfig();
        if (!isOurs(config)) {
            source.ours = config;
        }
        return source;
    }

    /** Creates the breaker of a model that callers name. */
    CircuitBreaker create(String model) {
        return CircuitBreaker.of(provider + "/" + model, ours);
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
        return lookUp(null);
    }

    /**
     * Looks the breaker up. A registry that has none of that name is a new one, as after a refresh of the application's
     * scope: it gets the breaker that is known, with all that it knows, unless a configuration of its own has that name.
     */
    CircuitBreaker lookUp(@Nullable CircuitBreaker known) {
        CircuitBreakerRegistry in = registry;
        if (in == null) {
            return Objects.requireNonNull(known);
        }
        return in.find(provider).orElseGet(() -> {
            CircuitBreaker created =
                    in.circuitBreaker(provider, in.getConfiguration(provider).orElse(ours));
            boolean same = known != null
                    && isOurs(created.getCircuitBreakerConfig())
                    && isOurs(known.getCircuitBreakerConfig());
            if (!same) {
                return created;
            }
            in.replace(provider, known);
            return known;
        });
    }

    /**
     * Changes the settings.
     *
     * @return the breaker to go on with: another, of which nobody knows yet, where they make a difference to it
     */
    CircuitBreaker change(BreakerSettings next, CircuitBreaker current) {
        boolean alike = configuresAlike(settings, next);
        settings = next;
        openDuration.settings(next);
        if (alike || !isOurs(ours)) {
            return current;
        }
        ours = configuration(next, time, openDuration);
        return isOurs(current.getCircuitBreakerConfig())
                ? CircuitBreaker.of(current.getName(), ours, current.getTags())
                : current;
    }

    /** Puts a breaker in the place of the one that the registry has. */
    void replaceBy(CircuitBreaker next) {
        if (registry != null) {
            registry.replace(provider, next);
        }
    }

    /** Takes a breaker of ours that is not needed any more out of the registry. */
    void remove(CircuitBreaker breaker) {
        CircuitBreakerRegistry in = registry;
        if (in != null && isOurs(breaker.getCircuitBreakerConfig())) {
            in.find(provider).filter(found -> found == breaker).ifPresent(found -> in.remove(provider));
        }
    }

    private static boolean configuresAlike(BreakerSettings one, BreakerSettings other) {
        return one.failureRateThreshold() == other.failureRateThreshold()
                && one.slidingWindowSize() == other.slidingWindowSize()
                && one.minimumNumberOfCalls() == other.minimumNumberOfCalls()
                && one.slowCallRateThreshold() == other.slowCallRateThreshold()
                && one.slowCallDurationThreshold().equals(other.slowCallDurationThreshold())
                && one.permittedCallsInHalfOpen() == other.permittedCallsInHalfOpen();
    }

    /** Returns how long a breaker is open at first. */
    long firstOpenNanos() {
        return settings.openDuration().toNanos();
    }

    /** A breaker that knows nothing of earlier openings goes on with this one; 0 where it knows all there were. */
    void resumeWith(int opening) {
        openDuration.resumeWith(opening);
    }

    /** Warns where a user's configuration would take failures for something else. */
    void check(CircuitBreaker breaker) {
        CircuitBreakerConfig config = breaker.getCircuitBreakerConfig();
        CountedFailure failure = CountedFailure.of(FailureKind.SERVER_ERROR);
        if (config.getIgnoreExceptionPredicate().test(failure)
                || !config.getRecordExceptionPredicate().test(failure)) {
            logger.warn("The circuit breaker configured under resilience4j.circuitbreaker.instances." + provider
                    + " does not count the failures of provider '" + provider + "': add "
                    + CountedFailure.class.getName()
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
