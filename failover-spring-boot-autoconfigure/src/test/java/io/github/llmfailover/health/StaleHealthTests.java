package io.github.llmfailover.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.ProviderState;
import io.github.llmfailover.failure.FailureKind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StaleHealthTests {

    private static final Duration SILENCE = Duration.ofMinutes(10).plusNanos(1);

    private final HealthFixture fixture = new HealthFixture();

    private final ProviderHealth health = fixture.health;

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            fixture.fail(FailureKind.SERVER_ERROR);
        }
    }

    @Test
    void failures_fromBeforeASilence_doNotOpenTheBreakerWithOneOfNow() {
        fail(4);
        fixture.time.advance(SILENCE);

        fail(4);
        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);

        fail(1);
        assertThat(health.state()).isEqualTo(ProviderState.OPEN);
    }

    @Test
    void failures_fromBeforeAShorterPause_stillCount() {
        fail(4);
        fixture.time.advance(Duration.ofMinutes(10));

        fail(1);

        assertThat(health.state()).isEqualTo(ProviderState.OPEN);
    }

    @Test
    void silence_ofItsOwn_tellsNobodyOfAChange() {
        List<String> events = new ArrayList<>();
        fixture.breaker().getEventPublisher().onStateTransition(event -> events.add(event.toString()));
        fixture.breaker().getEventPublisher().onReset(event -> events.add(event.toString()));
        fail(4);
        fixture.time.advance(SILENCE);
        fail(1);

        assertThat(events).isEmpty();
        assertThat(fixture.changes).isEmpty();
        assertThat(fixture.breaker().getMetrics().getNumberOfBufferedCalls()).isEqualTo(1);
    }

    @Test
    void callsUnderWay_acrossTheEndOfASilence_countAsOfNow() {
        fail(4);
        fixture.time.advance(SILENCE.minusSeconds(1));
        List<Permit> underWay = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            underWay.add(fixture.acquire());
        }
        fixture.time.advance(Duration.ofSeconds(2));

        underWay.forEach(each -> HealthFixture.fail(each, FailureKind.SERVER_ERROR));

        assertThat(health.state()).isEqualTo(ProviderState.OPEN);
    }

    @Test
    void openTime_afterASilence_startsFromTheOpenDurationAgain() {
        fail(5);
        for (int recovery = 0; recovery < 4; recovery++) {
            fixture.waitUntilAvailable();
            fail(3);
        }
        assertThat(health.nanosUntilAvailable(null))
                .isGreaterThan(Duration.ofSeconds(40).toNanos());
        fixture.time.advance(SILENCE);

        fail(3);
        assertThat(health.nanosUntilAvailable(null))
                .isEqualTo(Duration.ofSeconds(10).toNanos() + 1);

        fixture.waitUntilAvailable();
        fail(3);
        assertThat(health.nanosUntilAvailable(null))
                .isBetween(
                        Duration.ofSeconds(15).toNanos(), Duration.ofSeconds(20).toNanos() + 1);
    }

    @Test
    void backOff_afterASilence_startsAgain() {
        for (int i = 0; i < 6; i++) {
            fixture.fail(FailureKind.RATE_LIMITED);
            fixture.waitUntilAvailable();
        }
        fixture.time.advance(SILENCE);

        fixture.fail(FailureKind.RATE_LIMITED);

        assertThat(health.nanosUntilAvailable(null))
                .isEqualTo(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void forcedOpenBreaker_afterASilence_staysForcedOpen() {
        fail(1);
        Permit before = fixture.acquire();
        fixture.breaker().transitionToForcedOpenState();
        fixture.time.advance(SILENCE);

        HealthFixture.succeed(before);

        assertThat(fixture.breaker().getState()).isEqualTo(CircuitBreaker.State.FORCED_OPEN);
    }

    @Test
    void configuredBreaker_ofTheUsers_staysTheSameOne() {
        CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();
        CircuitBreaker configured = registry.circuitBreaker(
                "openai",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(2)
                        .minimumNumberOfCalls(2)
                        .build());
        HealthFixture users = new HealthFixture(registry, HealthSettings.named("openai"));
        users.fail(FailureKind.CONNECTION);
        users.time.advance(SILENCE);

        users.fail(FailureKind.CONNECTION);
        assertThat(configured.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
        users.fail(FailureKind.CONNECTION);

        assertThat(configured.getState()).isEqualTo(CircuitBreaker.State.OPEN);
        assertThat(registry.circuitBreaker("openai")).isSameAs(configured);
    }

    @Test
    void snapshot_afterASilence_saysThatNothingRecentIsKnown() {
        assertThat(health.snapshot().stale()).isTrue();
        assertThat(health.snapshot().lastOutcomeAt()).isNull();

        fixture.succeed();
        assertThat(health.snapshot().stale()).isFalse();

        fixture.time.advance(SILENCE);
        HealthSnapshot snapshot = health.snapshot();
        assertThat(snapshot.stale()).isTrue();
        assertThat(snapshot.lastOutcomeAt()).isEqualTo(fixture.time.now().minus(SILENCE));
        assertThat(snapshot.state()).isEqualTo(ProviderState.CLOSED);
        assertThat(snapshot.available()).isTrue();
    }
}
