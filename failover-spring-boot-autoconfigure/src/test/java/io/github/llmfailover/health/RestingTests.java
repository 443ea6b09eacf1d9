package io.github.llmfailover.health;

import static io.github.llmfailover.health.HealthFixture.MILLISECOND;
import static io.github.llmfailover.health.HealthFixture.fail;
import static io.github.llmfailover.health.HealthFixture.rateLimit;
import static io.github.llmfailover.health.HealthFixture.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.ProviderState;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.Reaction;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RestingTests {

    private final HealthFixture fixture = new HealthFixture();

    private final ProviderHealth health = fixture.health;

    private Duration rest() {
        return Duration.ofNanos(health.nanosUntilAvailable(null));
    }

    @Test
    void rateLimit_withRetryAfter_restsExactlySoLong() {
        rateLimit(fixture.acquire(), Duration.ofSeconds(7));
        assertThat(health.state()).isEqualTo(ProviderState.RESTING);
        assertThat(rest()).isEqualTo(Duration.ofSeconds(7));

        fixture.time.advance(Duration.ofSeconds(7).minusNanos(1));
        assertThat(health.tryAcquire(null, Claim.FAIR)).isNull();

        fixture.time.advance(Duration.ofNanos(1));
        assertThat(health.tryAcquire(null, Claim.FAIR)).isNotNull();
        assertThat(fixture.transitions()).containsExactly("CLOSED->RESTING", "RESTING->CLOSED");
        assertThat(fixture.changes.get(0).availableAgainAt())
                .isEqualTo(fixture.changes.get(0).at().plusSeconds(7));
    }

    @Test
    void rateLimit_absurdRetryAfter_isClamped() {
        rateLimit(fixture.acquire(), Duration.ofDays(400));

        assertThat(rest()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void rateLimit_doesNotMoveTheBreaker() {
        for (int i = 0; i < 20; i++) {
            fail(fixture.acquire(), FailureKind.RATE_LIMITED);
            fixture.waitUntilAvailable();
        }

        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
        assertThat(fixture.breaker().getMetrics().getNumberOfBufferedCalls()).isZero();
    }

    @Test
    void rateLimit_againAndAgainWithoutRetryAfter_restsLongerUpToAMinute() {
        long[] seconds = new long[10];
        for (int i = 0; i < seconds.length; i++) {
            fail(fixture.acquire(), FailureKind.RATE_LIMITED);
            seconds[i] = rest().toMillis();
            fixture.waitUntilAvailable();
        }

        assertThat(seconds[0]).isEqualTo(1_000);
        assertThat(seconds[1]).isBetween(1_000L, 2_000L);
        assertThat(seconds[2]).isBetween(2_000L, 4_000L);
        assertThat(seconds[3]).isBetween(4_000L, 8_000L);
        assertThat(seconds[9]).isBetween(30_000L, 60_000L);
    }

    @Test
    void backOff_afterASuccess_startsAgain() {
        for (int i = 0; i < 5; i++) {
            fail(fixture.acquire(), FailureKind.RATE_LIMITED);
            fixture.waitUntilAvailable();
        }
        fixture.succeed();

        fail(fixture.acquire(), FailureKind.RATE_LIMITED);

        assertThat(rest()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void backOff_burstOfRejectedCalls_countsOnce() {
        List<Permit> burst = Stream.generate(fixture::acquire).limit(100).toList();

        burst.forEach(each -> fail(each, FailureKind.RATE_LIMITED));

        assertThat(rest()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void backOff_successThatBeganBeforeTheRest_doesNotEndIt() {
        Permit early = fixture.acquire();
        for (int i = 0; i < 5; i++) {
            fail(fixture.acquire(), FailureKind.RATE_LIMITED);
            fixture.waitUntilAvailable();
        }
        succeed(early);

        fail(fixture.acquire(), FailureKind.RATE_LIMITED);

        assertThat(rest()).isGreaterThan(Duration.ofSeconds(10));
    }

    @Test
    void recooling_keepsTheLonger() {
        Permit second = fixture.acquire();
        Permit third = fixture.acquire();
        Permit fourth = fixture.acquire();
        rateLimit(fixture.acquire(), Duration.ofSeconds(30));

        rateLimit(second, Duration.ofSeconds(5));
        assertThat(rest()).isEqualTo(Duration.ofSeconds(30));

        fail(third, FailureKind.RATE_LIMITED);
        assertThat(rest()).isEqualTo(Duration.ofSeconds(30));

        rateLimit(fourth, Duration.ofSeconds(45));
        assertThat(rest()).isEqualTo(Duration.ofSeconds(45));
        assertThat(fixture.transitions()).containsExactly("CLOSED->RESTING");
    }

    @Test
    void quotaUsedUp_restsUntilTheReset() {
        Permit permit = fixture.acquire();
        permit.usedUp(Duration.ofSeconds(9));
        assertThat(health.state()).isEqualTo(ProviderState.RESTING);
        assertThat(rest()).isEqualTo(Duration.ofSeconds(9));

        succeed(permit);
        assertThat(rest()).isEqualTo(Duration.ofSeconds(9));
        assertThat(health.snapshot().succeeded()).isEqualTo(1);
        assertThat(health.inFlight()).isZero();
    }

    @Test
    void quotaUsedUp_toldAfterThePermitsEnd_restsAllTheSame() {
        Permit permit = fixture.acquire();
        succeed(permit);

        permit.usedUp(Duration.ofSeconds(9));

        assertThat(rest()).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void quotaUsedUp_neverShortensARestNorLastsOverAMinute() {
        Permit first = fixture.acquire();
        Permit second = fixture.acquire();
        first.usedUp(Duration.ofHours(20));
        assertThat(rest()).isEqualTo(Duration.ofSeconds(60));

        rateLimit(second, Duration.ofSeconds(90));
        first.usedUp(Duration.ofSeconds(60));
        first.usedUp(Duration.ofSeconds(-1));
        first.usedUp(Duration.ZERO);

        assertThat(rest()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void quotaUsedUp_againAndAgain_isNoBackOff() {
        for (int i = 0; i < 5; i++) {
            Permit permit = fixture.acquire();
            permit.usedUp(Duration.ofSeconds(3));
            succeed(permit);
            fixture.waitUntilAvailable();
        }

        fail(fixture.acquire(), FailureKind.RATE_LIMITED);

        assertThat(rest()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void cooldown_failuresThatComeLater_doNotSkipIt() {
        List<Permit> underWay = Stream.generate(fixture::acquire).limit(4).toList();
        rateLimit(fixture.acquire(), Duration.ofSeconds(30));

        fail(underWay.get(0), FailureKind.SERVER_ERROR);
        fail(underWay.get(1), FailureKind.INVALID_REQUEST);
        underWay.get(2).released();
        succeed(underWay.get(3));

        assertThat(rest()).isEqualTo(Duration.ofSeconds(30));
        assertThat(health.tryAcquire(null, Claim.NEEDED)).isNull();
    }

    @Test
    void exhaustedQuota_restsTenMinutes() {
        fixture.fail(FailureKind.QUOTA_EXHAUSTED);

        assertThat(rest()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void rejectedCredential_restsFiveMinutesAndIsToldOnceForEachRest() {
        List<Permit> calls = Stream.generate(fixture::acquire).limit(10).toList();
        calls.forEach(each -> each.failed(
                new Failure(FailureKind.AUTHENTICATION, null, 401, null),
                FailureKind.AUTHENTICATION.defaultReaction(),
                MILLISECOND,
                false));
        assertThat(rest()).isEqualTo(Duration.ofMinutes(5));
        assertThat(fixture.rejections).singleElement().satisfies(event -> {
            assertThat(event.provider()).isEqualTo("openai");
            assertThat(event.status()).isEqualTo(401);
        });

        fixture.waitUntilAvailable();
        fixture.fail(FailureKind.AUTHENTICATION);

        assertThat(fixture.rejections).hasSize(2);
    }

    @Test
    void unknownModel_namedByTheCaller_neverRests() {
        Reaction strict =
                new Reaction(false, Reaction.Next.NEXT_PROVIDER, true, Reaction.Rest.fixed(Duration.ofMinutes(1)));
        for (int i = 0; i < 10; i++) {
            fixture.acquire().failed(Failure.of(FailureKind.MODEL_NOT_FOUND), strict, MILLISECOND, true);
        }

        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
        assertThat(health.tryAcquire(null, Claim.FAIR)).isNotNull();
    }

    @Test
    void rest_longerThanTheOpenBreaker_isWaitedFor() {
        Permit limited = fixture.acquire();
        fixture.open();
        rateLimit(limited, Duration.ofMinutes(2));

        assertThat(health.state()).isEqualTo(ProviderState.RESTING);
        assertThat(rest()).isEqualTo(Duration.ofMinutes(2));
        fixture.waitUntilAvailable();
        assertThat(health.tryAcquire(null, Claim.FAIR)).isNotNull();
        assertThat(health.state()).isEqualTo(ProviderState.HALF_OPEN);
    }

    @Test
    void halfOpenProbe_rateLimited_givesItsPermissionBack() {
        fixture.open();
        fixture.waitUntilAvailable();
        for (int i = 0; i < 5; i++) {
            rateLimit(fixture.acquire(), Duration.ofSeconds(1));
            fixture.time.advance(Duration.ofSeconds(1));
        }

        for (int probe = 0; probe < 3; probe++) {
            fixture.succeed();
        }
        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
    }
}
