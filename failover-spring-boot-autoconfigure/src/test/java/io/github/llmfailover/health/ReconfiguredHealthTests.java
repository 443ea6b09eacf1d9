package io.github.llmfailover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.llmfailover.OperatorAction;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.failure.FailureKind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is known of a provider when its settings change. */
class ReconfiguredHealthTests {

    private static final BreakerSettings OTHER = settings(40, 10, 2, Duration.ofSeconds(10), 2);

    private final HealthFixture fixture = new HealthFixture();

    private static BreakerSettings settings(
            double failureRate, int window, int least, Duration open, int permittedInHalfOpen) {
        return new BreakerSettings(
                failureRate,
                window,
                least,
                100,
                Duration.ofSeconds(15),
                open,
                2,
                Duration.ofSeconds(60),
                permittedInHalfOpen);
    }

    private void change(HealthSettings... settings) {
        fixture.healths.prepare(List.of(settings)).commit();
    }

    private void change(BreakerSettings breaker) {
        change(new HealthSettings("openai", breaker, 0));
    }

    @Test
    void openBreaker_otherThreshold_staysOpenUntilTheSameMoment() {
        fixture.open();
        fixture.time.advance(Duration.ofSeconds(4));
        long before = fixture.health.nanosUntilAvailable(null);

        change(OTHER);

        assertThat(fixture.health.state()).isEqualTo(ProviderState.OPEN);
        assertThat(fixture.health.nanosUntilAvailable(null)).isEqualTo(before);
        assertThat(fixture.health.tryAcquire(null, Claim.NEEDED)).isNull();
        fixture.waitUntilAvailable();
        assertThat(fixture.health.tryAcquire(null, Claim.NEEDED)).isNotNull();
        assertThat(fixture.transitions()).containsExactly("CLOSED->OPEN", "OPEN->HALF_OPEN");
    }

    @Test
    void openBreaker_otherThreshold_goesOnGrowingItsOpenTime() {
        fixture.open();
        fixture.waitUntilAvailable();
        fixture.fail(FailureKind.SERVER_ERROR);
        fixture.fail(FailureKind.SERVER_ERROR);
        fixture.fail(FailureKind.SERVER_ERROR);
        assertThat(fixture.health.state()).isEqualTo(ProviderState.OPEN);

        change(OTHER);
        fixture.waitUntilAvailable();
        fixture.fail(FailureKind.SERVER_ERROR);
        fixture.fail(FailureKind.SERVER_ERROR);

        assertThat(fixture.health.state()).isEqualTo(ProviderState.OPEN);
        // The third opening: 40 s less a quarter at most.
        assertThat(Duration.ofNanos(fixture.health.nanosUntilAvailable(null)))
                .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(41));
    }

    @Test
    void recoveredBreaker_afterAChangeWhileItWasOpen_beginsWithTheFirstOpenTime() {
        fixture.open();
        change(OTHER);
        fixture.waitUntilAvailable();
        fixture.succeed();
        fixture.succeed();
        assertThat(fixture.health.state()).isEqualTo(ProviderState.CLOSED);

        fixture.fail(FailureKind.SERVER_ERROR);
        fixture.fail(FailureKind.SERVER_ERROR);

        assertThat(Duration.ofNanos(fixture.health.nanosUntilAvailable(null)))
                .isBetween(Duration.ofSeconds(10), Duration.ofMillis(10_001));
    }

    @Test
    void halfOpenBreaker_otherThreshold_staysHalfOpenAndIsTestedAsOftenAsConfiguredNow() {
        fixture.open();
        fixture.waitUntilAvailable();
        Permit before = fixture.acquire();

        change(OTHER);
        assertThat(fixture.health.state()).isEqualTo(ProviderState.HALF_OPEN);
        HealthFixture.fail(before, FailureKind.SERVER_ERROR);
        fixture.succeed();
        fixture.succeed();

        assertThat(fixture.health.state()).isEqualTo(ProviderState.CLOSED);
    }

    @Test
    void forcedOpenBreaker_otherThreshold_staysForcedOpen() {
        fixture.breaker().transitionToForcedOpenState();

        change(OTHER);

        assertThat(fixture.health.state()).isEqualTo(ProviderState.FORCED_OPEN);
        assertThat(fixture.health.acquireAnyway(null)).isNull();
    }

    @Test
    void closedBreaker_otherThreshold_countsRequestsUnderWayInItsNewWindow() {
        Permit one = fixture.acquire();
        Permit other = fixture.acquire();

        change(OTHER);
        HealthFixture.fail(one, FailureKind.SERVER_ERROR);
        HealthFixture.fail(other, FailureKind.SERVER_ERROR);

        assertThat(fixture.health.state()).isEqualTo(ProviderState.OPEN);
        assertThat(fixture.health.inFlight()).isZero();
    }

    @Test
    void otherOpenDuration_aloneKeepsTheWindow_andHoldsFromTheNextOpening() {
        for (int i = 0; i < 4; i++) {
            fixture.fail(FailureKind.SERVER_ERROR);
        }
        CircuitBreaker before = fixture.breaker();

        change(settings(50, 20, 5, Duration.ofSeconds(30), 3));
        fixture.fail(FailureKind.SERVER_ERROR);

        assertThat(fixture.breaker()).isSameAs(before);
        assertThat(fixture.health.state()).isEqualTo(ProviderState.OPEN);
        assertThat(fixture.health.nanosUntilAvailable(null))
                .isEqualTo(Duration.ofSeconds(30).toNanos() + 1);
    }

    @Test
    void rest_otherSettings_goesOn() {
        HealthFixture.rateLimit(fixture.acquire(), Duration.ofSeconds(40));

        change(OTHER);

        assertThat(fixture.health.state()).isEqualTo(ProviderState.RESTING);
        assertThat(fixture.health.snapshot().failures()).containsEntry(FailureKind.RATE_LIMITED, 1L);
    }

    @Test
    void holdOfAnOperator_otherSettings_goesOnAndEndsAsItWouldHave() {
        Instant now = fixture.time.now();
        fixture.health.hold(new OperatorHold(OperatorAction.FORCE_OPEN, now, now.plusSeconds(60), "alice"));

        change(OTHER);

        assertThat(fixture.health.state()).isEqualTo(ProviderState.FORCED_OPEN);
        assertThat(fixture.health.operatorHold()).extracting(OperatorHold::by).isEqualTo("alice");
        fixture.time.advance(Duration.ofSeconds(61));
        assertThat(fixture.health.tryAcquire(null, Claim.NEEDED)).isNotNull();
    }

    @Test
    void modelThatCallersName_otherThreshold_staysOut() {
        fixture.open("gpt-4", FailureKind.NO_RESPONSE);
        assertThat(fixture.health.state("gpt-4")).isEqualTo(ProviderState.OPEN);

        change(OTHER);

        assertThat(fixture.health.state("gpt-4")).isEqualTo(ProviderState.OPEN);
    }

    @Test
    void registryWithoutTheBreaker_asAfterARefreshOfItsScope_getsTheOneThatIsKnown() {
        fixture.fail(FailureKind.SERVER_ERROR);
        CircuitBreaker before = fixture.breaker();
        fixture.registry.remove("openai");

        fixture.healths.registryReplaced();

        assertThat(fixture.registry.find("openai")).containsSame(before);
        assertThat(before.getMetrics().getNumberOfFailedCalls()).isEqualTo(1);
    }

    @Test
    void registryWithAUsersNewBreaker_asAfterARefreshOfItsScope_goesOnInTheKnownState() {
        fixture.open();
        fixture.registry.remove("openai");
        CircuitBreaker users = fixture.registry.circuitBreaker("openai", CircuitBreakerConfig.ofDefaults());

        fixture.healths.registryReplaced();

        assertThat(users.getState()).isEqualTo(CircuitBreaker.State.OPEN);
        assertThat(fixture.health.state()).isEqualTo(ProviderState.OPEN);
    }

    @Test
    void provider_removed_endsItsRequestsAndLeavesTheRegistry() {
        Permit underWay = fixture.acquire();

        change(HealthSettings.named("anthropic"));
        underWay.released();

        assertThat(fixture.healths.find("openai")).isNull();
        assertThat(fixture.health.inFlight()).isZero();
        fixture.time.advance(Duration.ofSeconds(5));
        Permit late = fixture.acquire();
        HealthFixture.succeed(late);
        assertThat(fixture.registry.find("openai")).isEmpty();
    }

    @Test
    void provider_removedAndAddedAgain_beginsAnew() {
        fixture.open();

        change(HealthSettings.named("anthropic"));
        change(HealthSettings.named("openai"));

        assertThat(fixture.healths.get("openai").state()).isEqualTo(ProviderState.CLOSED);
    }

    @Test
    void change_discarded_changesNothing() {
        ProviderHealths.Change change = fixture.healths.prepare(
                List.of(new HealthSettings("openai", OTHER, 1), HealthSettings.named("anthropic")));

        change.discard();

        assertThat(fixture.healths.all()).containsOnlyKeys("openai");
        assertThat(fixture.registry.find("anthropic")).isEmpty();
        fixture.acquire();
        fixture.acquire();
    }

    @Test
    void healthsOfTheApplicationsOwn_cannotGetAnotherProvider() {
        ProviderHealths own = new ProviderHealths(List.of(fixture.health));

        assertThatIllegalStateException()
                .isThrownBy(() -> own.prepare(List.of(HealthSettings.named("anthropic"))))
                .withMessageContaining("anthropic");
    }
}
