package io.github.llmfailover.health;

import static io.github.llmfailover.health.HealthFixture.fail;
import static io.github.llmfailover.health.HealthFixture.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.ProviderStateChangedEvent;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.Reaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BreakerStatesTests {

    private final HealthFixture fixture = new HealthFixture();

    private final ProviderHealth health = fixture.health;

    @Test
    void breaker_throughOutageAndRecovery_opensProbesAndCloses() {
        fixture.open();
        assertThat(health.state()).isEqualTo(ProviderState.OPEN);
        assertThat(health.tryAcquire(null, Claim.FAIR)).isNull();

        fixture.waitUntilAvailable();
        for (int probe = 0; probe < 3; probe++) {
            fixture.succeed();
        }

        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
        assertThat(fixture.transitions()).containsExactly("CLOSED->OPEN", "OPEN->HALF_OPEN", "HALF_OPEN->CLOSED");
    }

    @Test
    void closedBreaker_fewerFailuresThanTheMinimum_staysClosed() {
        for (int i = 0; i < 4; i++) {
            fixture.fail(FailureKind.CONNECTION);
        }

        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
    }

    @ParameterizedTest
    @EnumSource(FailureKind.class)
    void closedBreaker_failuresOfOneKind_opensOnlyForThoseThatCount(FailureKind kind) {
        Reaction withoutRest = new Reaction(
                false, Reaction.Next.NEXT_PROVIDER, kind.defaultReaction().countsForBreaker(), Reaction.Rest.NONE);
        for (int i = 0; i < 5; i++) {
            fixture.acquire().failed(Failure.of(kind), withoutRest, 1, false);
        }

        assertThat(health.state())
                .isEqualTo(withoutRest.countsForBreaker() ? ProviderState.OPEN : ProviderState.CLOSED);
    }

    @Test
    void closedBreaker_slowFirstTokens_opens() {
        for (int i = 0; i < 5; i++) {
            fixture.acquire()
                    .succeeded(
                            Duration.ofSeconds(16).toNanos(),
                            Duration.ofSeconds(20).toNanos(),
                            0,
                            0);
        }

        assertThat(health.state()).isEqualTo(ProviderState.OPEN);
    }

    @Test
    void closedBreaker_longAnswersWithPromptFirstTokens_staysClosed() {
        for (int i = 0; i < 20; i++) {
            fixture.acquire()
                    .succeeded(
                            Duration.ofSeconds(1).toNanos(),
                            Duration.ofMinutes(5).toNanos(),
                            0,
                            0);
        }

        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
    }

    @Test
    void openBreaker_oneNanosecondBeforeItsTime_refuses() {
        fixture.open();

        fixture.time.advance(Duration.ofNanos(health.nanosUntilAvailable(null) - 1));
        assertThat(health.tryAcquire(null, Claim.FAIR)).isNull();

        fixture.time.advance(Duration.ofNanos(1));
        assertThat(health.tryAcquire(null, Claim.FAIR)).isNotNull();
    }

    @Test
    void openBreaker_firstTime_lastsTheOpenDuration() {
        fixture.open();

        assertThat(health.nanosUntilAvailable(null)).isBetween(10_000_000_000L, 10_000_000_001L);
    }

    @Test
    void openBreaker_afterEachFailedRecovery_lastsLongerUpToTheMaximum() {
        fixture.open();
        List<Long> seconds = new ArrayList<>();
        for (int recovery = 0; recovery < 5; recovery++) {
            fixture.waitUntilAvailable();
            for (int probe = 0; probe < 3; probe++) {
                fixture.fail(FailureKind.OVERLOADED);
            }
            assertThat(health.state()).isEqualTo(ProviderState.OPEN);
            seconds.add(Duration.ofNanos(health.nanosUntilAvailable(null)).toSeconds());
        }

        assertThat(seconds.get(0)).isBetween(15L, 20L);
        assertThat(seconds.get(1)).isBetween(30L, 40L);
        assertThat(seconds.subList(2, 5)).allSatisfy(each -> assertThat(each).isBetween(45L, 60L));
    }

    @Test
    void openBreaker_afterARecovery_startsFromTheOpenDurationAgain() {
        fixture.open();
        fixture.waitUntilAvailable();
        for (int probe = 0; probe < 3; probe++) {
            fixture.fail(FailureKind.OVERLOADED);
        }
        fixture.waitUntilAvailable();
        for (int probe = 0; probe < 3; probe++) {
            fixture.succeed();
        }

        fixture.open();

        assertThat(Duration.ofNanos(health.nanosUntilAvailable(null)).toMillis())
                .isEqualTo(10_000);
    }

    @Test
    void halfOpenBreaker_quotaTaken_refusesFurtherCalls() {
        fixture.open();
        fixture.waitUntilAvailable();
        for (int probe = 0; probe < 3; probe++) {
            fixture.acquire();
        }

        assertThat(health.tryAcquire(null, Claim.FAIR)).isNull();
        assertThat(health.state()).isEqualTo(ProviderState.HALF_OPEN);
        assertThat(health.nanosUntilAvailable(null)).isPositive();
    }

    @Test
    void halfOpenBreaker_cancelledProbes_leakNoPermission() {
        fixture.open();
        fixture.waitUntilAvailable();
        for (int i = 0; i < 100; i++) {
            fixture.acquire().released();
        }
        for (int i = 0; i < 100; i++) {
            fail(fixture.acquire(), FailureKind.INVALID_REQUEST);
        }

        for (int probe = 0; probe < 3; probe++) {
            fixture.succeed();
        }
        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
    }

    @Test
    void halfOpenBreaker_releasedProbe_isAvailableAtOnce() {
        fixture.open();
        fixture.waitUntilAvailable();
        Permit first = fixture.acquire();
        fixture.acquire();
        fixture.acquire();
        assertThat(health.tryAcquire(null, Claim.FAIR)).isNull();

        first.released();

        assertThat(health.nanosUntilAvailable(null)).isZero();
        assertThat(health.tryAcquire(null, Claim.FAIR)).isNotNull();
    }

    @Test
    void halfOpenBreaker_abandonedProbes_doNotBlockRecoveryForEver() {
        fixture.open();
        fixture.waitUntilAvailable();
        for (int probe = 0; probe < 3; probe++) {
            fixture.acquire();
        }
        assertThat(health.tryAcquire(null, Claim.FAIR)).isNull();

        fixture.time.advance(Duration.ofMinutes(5));
        for (int probe = 0; probe < 3; probe++) {
            fixture.succeed();
        }

        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
    }

    @Test
    void halfOpenBreaker_probesFoundAbandoned_changeNothingWhenTheyEndAfterAll() {
        fixture.open();
        fixture.waitUntilAvailable();
        List<Permit> abandoned = List.of(fixture.acquire(), fixture.acquire(), fixture.acquire());
        assertThat(health.tryAcquire(null, Claim.FAIR)).isNull();
        fixture.time.advance(Duration.ofMinutes(5));
        Permit probe = fixture.acquire();

        abandoned.forEach(each -> fail(each, FailureKind.SERVER_ERROR));

        assertThat(health.state()).isEqualTo(ProviderState.HALF_OPEN);
        succeed(probe);
    }

    @Test
    void halfOpenBreaker_nobodyAsksForHours_staysReadyToProbe() {
        fixture.open();
        fixture.waitUntilAvailable();
        fixture.succeed();
        fixture.time.advance(Duration.ofHours(5));

        fixture.succeed();
        fixture.succeed();

        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
    }

    @Test
    void forcedOpenBreaker_never_permits() {
        fixture.breaker().transitionToForcedOpenState();

        assertThat(health.tryAcquire(null, Claim.FAIR)).isNull();
        assertThat(health.state()).isEqualTo(ProviderState.FORCED_OPEN);
        assertThat(health.nanosUntilAvailable(null)).isEqualTo(Long.MAX_VALUE);
        assertThat(fixture.transitions()).containsExactly("CLOSED->FORCED_OPEN");
    }

    @Test
    void disabledBreaker_permitsEverythingAndCountsAsClosed() {
        fixture.breaker().transitionToDisabledState();
        fixture.open();

        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
        assertThat(health.tryAcquire(null, Claim.FAIR)).isNotNull();
    }

    @Test
    void breaker_openedFromOutsideForUnknownTime_isAskedAgainBySeconds() {
        fixture.breaker().transitionToOpenStateFor(Duration.ofSeconds(30));
        assertThat(health.tryAcquire(null, Claim.FAIR)).isNull();
        assertThat(health.nanosUntilAvailable(null))
                .isEqualTo(Duration.ofSeconds(1).toNanos());

        fixture.time.advance(Duration.ofSeconds(30).plusMillis(1));

        assertThat(health.tryAcquire(null, Claim.FAIR)).isNotNull();
    }

    @Test
    void breaker_whoseListenerThrows_worksAllTheSame() {
        ProviderHealth told = ProviderHealths.create(
                        List.of(HealthSettings.named("anthropic")),
                        fixture.registry,
                        fixture.time,
                        new Random(1),
                        new FailoverListener() {
                            @Override
                            public void onProviderStateChanged(ProviderStateChangedEvent event) {
                                throw new IllegalStateException("thrown by a listener");
                            }
                        })
                .get("anthropic");

        for (int i = 0; i < 5; i++) {
            fail(Objects.requireNonNull(told.tryAcquire(null, Claim.FAIR)), FailureKind.SERVER_ERROR);
        }

        assertThat(told.state()).isEqualTo(ProviderState.OPEN);
        assertThat(told.inFlight()).isZero();
    }
}
