package io.github.llmfailover.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.ProviderState;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UserConfigurationTests {

    private static final CircuitBreakerConfig TWO_FAILURES = CircuitBreakerConfig.custom()
            .slidingWindowSize(2)
            .minimumNumberOfCalls(2)
            .waitDurationInOpenState(Duration.ofSeconds(42))
            .build();

    private final CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();

    private HealthFixture fixture() {
        return new HealthFixture(registry, HealthSettings.named("openai"));
    }

    @Test
    void registry_withABreakerOfThatName_wins() {
        CircuitBreaker configured = registry.circuitBreaker("openai", TWO_FAILURES);
        HealthFixture fixture = fixture();

        fixture.fail(FailureKind.CONNECTION);
        fixture.fail(FailureKind.CONNECTION);

        assertThat(configured.getState()).isEqualTo(CircuitBreaker.State.OPEN);
        assertThat(fixture.health.nanosUntilAvailable(null))
                .isEqualTo(Duration.ofSeconds(42).toNanos() + 1);
    }

    @Test
    void registry_withAConfigurationOfThatName_wins() {
        registry.addConfiguration("openai", TWO_FAILURES);
        HealthFixture fixture = fixture();

        fixture.fail(FailureKind.CONNECTION);
        fixture.fail(FailureKind.CONNECTION);

        assertThat(fixture.health.state()).isEqualTo(ProviderState.OPEN);
    }

    @Test
    void registry_withoutThatName_getsABreakerWithOurSettings() {
        HealthFixture fixture = fixture();

        CircuitBreakerConfig config = fixture.breaker().getCircuitBreakerConfig();

        assertThat(config.getMinimumNumberOfCalls()).isEqualTo(5);
        assertThat(config.getSlidingWindowSize()).isEqualTo(20);
        assertThat(config.getPermittedNumberOfCallsInHalfOpenState()).isEqualTo(3);
        assertThat(config.getSlowCallDurationThreshold()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void registry_whoseBreakerIsReplaced_isLookedUpAgain() {
        HealthFixture fixture = fixture();
        Permit early = fixture.acquire();
        fixture.open();
        registry.replace("openai", CircuitBreaker.of("openai", TWO_FAILURES));
        fixture.time.advance(Duration.ofSeconds(1));

        assertThat(fixture.health.tryAcquire(null, Claim.FAIR)).isNotNull();
        HealthFixture.fail(early, FailureKind.SERVER_ERROR);

        assertThat(fixture.breaker().getMetrics().getNumberOfBufferedCalls()).isZero();
        assertThat(fixture.transitions()).containsExactly("CLOSED->OPEN", "OPEN->CLOSED");
    }

    @Test
    void breakerEvents_ofAFailure_showItsKindOnly() {
        HealthFixture fixture = fixture();
        StringBuilder seen = new StringBuilder();
        fixture.breaker().getEventPublisher().onError(event -> seen.append(event.getThrowable()));

        fixture.acquire()
                .failed(
                        Failure.of(FailureKind.SERVER_ERROR, new IllegalStateException("canary")),
                        FailureKind.SERVER_ERROR.defaultReaction(),
                        1,
                        false);

        assertThat(seen).contains("SERVER_ERROR").doesNotContain("canary");
    }
}
