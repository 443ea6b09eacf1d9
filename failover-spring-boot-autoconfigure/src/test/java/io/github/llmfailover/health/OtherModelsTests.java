package io.github.llmfailover.health;

import static io.github.llmfailover.health.HealthFixture.MILLISECOND;
import static io.github.llmfailover.health.HealthFixture.fail;
import static io.github.llmfailover.health.HealthFixture.rateLimit;
import static io.github.llmfailover.health.HealthFixture.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.ProviderState;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.FailureScope;
import io.github.llmfailover.failure.Reaction;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What models that callers name do to a provider, and to each other. */
class OtherModelsTests {

    private static final String BIG = "big-model";

    private static final String SMALL = "small-model";

    private final HealthFixture fixture = new HealthFixture();

    private final ProviderHealth health = fixture.health;

    private Duration rest(String model) {
        return Duration.ofNanos(health.nanosUntilAvailable(model));
    }

    static Stream<FailureKind> countedFailuresOfTheModel() {
        return Arrays.stream(FailureKind.values())
                .filter(kind -> kind.defaultReaction().countsForBreaker())
                .filter(kind -> FailureScope.of(kind) == FailureScope.MODEL);
    }

    @Test
    void rateLimit_ofANamedModel_restsThatModelOnly() {
        rateLimit(fixture.acquire(BIG), Duration.ofSeconds(30));

        assertThat(rest(BIG)).isEqualTo(Duration.ofSeconds(30));
        assertThat(health.tryAcquire(BIG, Claim.NEEDED)).isNull();
        assertThat(health.state(BIG)).isEqualTo(ProviderState.RESTING);
        assertThat(health.tryAcquire(SMALL, Claim.FAIR)).isNotNull();
        assertThat(health.tryAcquire(null, Claim.FAIR)).isNotNull();
        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
        assertThat(fixture.changes).isEmpty();
    }

    @Test
    void rateLimit_ofTheDefaultModel_leavesNamedModelsAlone() {
        rateLimit(fixture.acquire(), Duration.ofSeconds(30));

        assertThat(health.tryAcquire(null, Claim.NEEDED)).isNull();
        assertThat(health.tryAcquire(BIG, Claim.FAIR)).isNotNull();
        assertThat(rest(SMALL)).isZero();
    }

    @Test
    void quotaUsedUp_ofANamedModel_restsThatModelOnly() {
        fixture.acquire(BIG).usedUp(Duration.ofSeconds(5));

        assertThat(rest(BIG)).isEqualTo(Duration.ofSeconds(5));
        assertThat(rest(SMALL)).isZero();
        assertThat(health.nanosUntilAvailable(null)).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureKind.class,
            names = {"QUOTA_EXHAUSTED", "AUTHENTICATION"})
    void account_thatIsRefused_restsTheProviderWhateverModelWasAsked(FailureKind kind) {
        fixture.acquire(SMALL);
        fail(fixture.acquire(BIG), kind);

        assertThat(health.state()).isEqualTo(ProviderState.RESTING);
        assertThat(health.state(SMALL)).isEqualTo(ProviderState.RESTING);
        assertThat(rest(SMALL)).isEqualTo(rest(BIG)).isGreaterThanOrEqualTo(Duration.ofMinutes(5));
        assertThat(health.nanosUntilAvailable(null)).isEqualTo(rest(BIG).toNanos());
        assertThat(health.tryAcquire("never-asked", Claim.NEEDED)).isNull();
    }

    @Test
    void unknownModel_namedByTheCaller_coolsNothing() {
        Reaction strict =
                new Reaction(false, Reaction.Next.NEXT_PROVIDER, true, Reaction.Rest.fixed(Duration.ofMinutes(1)));
        for (int i = 0; i < 20; i++) {
            fixture.acquire("no-such-model")
                    .failed(new Failure(FailureKind.MODEL_NOT_FOUND, null, 404, null), strict, MILLISECOND, false);
        }

        assertThat(rest("no-such-model")).isZero();
        assertThat(health.state("no-such-model")).isEqualTo(ProviderState.CLOSED);
        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
    }

    @ParameterizedTest
    @MethodSource("countedFailuresOfTheModel")
    void failures_ofANamedModel_openItsBreakerOnly(FailureKind kind) {
        fixture.open(BIG, kind);

        assertThat(health.state(BIG)).isEqualTo(ProviderState.OPEN);
        assertThat(health.tryAcquire(BIG, Claim.NEEDED)).isNull();
        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
        assertThat(fixture.breaker().getMetrics().getNumberOfBufferedCalls()).isZero();
        assertThat(health.tryAcquire(SMALL, Claim.FAIR)).isNotNull();
        assertThat(fixture.changes).isEmpty();
    }

    @Test
    void connectionFailures_withANamedModel_openTheProvidersBreaker() {
        fixture.open(BIG, FailureKind.CONNECTION);

        assertThat(health.state()).isEqualTo(ProviderState.OPEN);
        assertThat(health.state(SMALL)).isEqualTo(ProviderState.OPEN);
        fixture.recover();
        assertThat(health.state(BIG)).isEqualTo(ProviderState.CLOSED);
    }

    @Test
    void answers_withNamedModels_countForTheProvider() {
        for (int i = 0; i < 6; i++) {
            succeed(fixture.acquire(BIG));
            succeed(fixture.acquire(SMALL));
        }
        for (int i = 0; i < 5; i++) {
            fixture.fail(FailureKind.CONNECTION);
        }

        assertThat(fixture.breaker().getMetrics().getNumberOfSuccessfulCalls()).isEqualTo(12);
        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
        assertThat(health.snapshot().succeeded()).isEqualTo(12);
    }

    @Test
    void namedModel_throughOutageAndRecovery_isTestedWithItsOwnQuota() {
        fixture.open(BIG, FailureKind.OVERLOADED);
        fixture.time.advance(rest(BIG));

        List<Permit> probes =
                Stream.generate(() -> fixture.acquire(BIG)).limit(3).toList();
        assertThat(health.tryAcquire(BIG, Claim.NEEDED)).isNull();
        assertThat(health.state(BIG)).isEqualTo(ProviderState.HALF_OPEN);
        assertThat(health.nanosUntilAvailable(BIG)).isPositive();
        assertThat(health.tryAcquire(null, Claim.FAIR)).isNotNull();

        probes.forEach(HealthFixture::succeed);
        assertThat(health.state(BIG)).isEqualTo(ProviderState.CLOSED);
    }

    @Test
    void permit_ofANamedModelFromBeforeItsOutage_movesNeitherBreakerLate() {
        List<Permit> before =
                Stream.generate(() -> fixture.acquire(BIG)).limit(30).toList();
        fixture.open(BIG, FailureKind.OVERLOADED);
        fixture.open();
        fixture.waitUntilAvailable();
        fixture.acquire(BIG).released();
        assertThat(health.state()).isEqualTo(ProviderState.HALF_OPEN);

        before.subList(0, 10).forEach(HealthFixture::succeed);
        before.subList(10, 20).forEach(each -> fail(each, FailureKind.OVERLOADED));
        before.subList(20, 30).forEach(each -> fail(each, FailureKind.CONNECTION));

        assertThat(health.state()).isEqualTo(ProviderState.HALF_OPEN);
        assertThat(fixture.breaker().getMetrics().getNumberOfBufferedCalls()).isZero();
        for (int probe = 0; probe < 3; probe++) {
            succeed(fixture.acquire(BIG));
        }
        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
        assertThat(health.state(BIG)).isEqualTo(ProviderState.CLOSED);
    }

    @Test
    void testCalls_ofAProvidersBreaker_releasedByAModelsFailure_areThereForOthers() {
        fixture.open();
        fixture.waitUntilAvailable();
        for (int i = 0; i < 4; i++) {
            fail(fixture.acquire(BIG), FailureKind.OVERLOADED);
        }

        for (int probe = 0; probe < 3; probe++) {
            fixture.succeed();
        }
        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
    }

    @Test
    void testCalls_ofAModelsBreaker_refusedByTheProviders_areNotTaken() {
        fixture.open(BIG, FailureKind.OVERLOADED);
        fixture.time.advance(rest(BIG));
        fixture.open();
        fixture.waitUntilAvailable();
        List<Permit> probes =
                Stream.generate(() -> fixture.acquire(SMALL)).limit(3).toList();
        for (int i = 0; i < 10; i++) {
            assertThat(health.tryAcquire(BIG, Claim.NEEDED)).isNull();
        }
        probes.forEach(HealthFixture::succeed);

        for (int probe = 0; probe < 3; probe++) {
            succeed(fixture.acquire(BIG));
        }
        assertThat(health.state(BIG)).isEqualTo(ProviderState.CLOSED);
    }

    @Test
    void permitTakenAnyway_ofANamedModel_movesNoBreakerButRestsIt() {
        for (int i = 0; i < 10; i++) {
            Permit permit = Objects.requireNonNull(health.acquireAnyway(BIG));
            fail(permit, FailureKind.SERVER_ERROR);
        }
        assertThat(health.state(BIG)).isEqualTo(ProviderState.CLOSED);

        rateLimit(Objects.requireNonNull(health.acquireAnyway(BIG)), Duration.ofSeconds(3));

        assertThat(rest(BIG)).isEqualTo(Duration.ofSeconds(3));
        assertThat(health.inFlight()).isZero();
    }

    @Test
    void breakers_ofNamedModels_areInNoRegistry() {
        fixture.open(BIG, FailureKind.OVERLOADED);

        assertThat(fixture.registry.getAllCircuitBreakers())
                .extracting(CircuitBreaker::getName)
                .containsExactly("openai");
    }

    @Test
    void breakers_ofNamedModels_areConfiguredAsTheProvidersIs() {
        CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();
        registry.circuitBreaker(
                "openai",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(2)
                        .minimumNumberOfCalls(2)
                        .waitDurationInOpenState(Duration.ofSeconds(42))
                        .build());
        HealthFixture configured = new HealthFixture(registry, HealthSettings.named("openai"));

        fail(configured.acquire(BIG), FailureKind.OVERLOADED);
        fail(configured.acquire(BIG), FailureKind.OVERLOADED);

        assertThat(configured.health.nanosUntilAvailable(BIG))
                .isEqualTo(Duration.ofSeconds(42).toNanos() + 1);
    }

    @Test
    void openTime_ofANamedModel_growsApartFromTheProviders() {
        fixture.open(BIG, FailureKind.OVERLOADED);
        fixture.time.advance(rest(BIG));
        for (int probe = 0; probe < 3; probe++) {
            fail(fixture.acquire(BIG), FailureKind.OVERLOADED);
        }
        assertThat(rest(BIG))
                .isBetween(Duration.ofSeconds(15), Duration.ofSeconds(20).plusNanos(1));

        fixture.open();

        assertThat(health.nanosUntilAvailable(null))
                .isEqualTo(Duration.ofSeconds(10).toNanos() + 1);
    }

    @Test
    void snapshot_showsWhichNamedModelsAreOut() {
        succeed(fixture.acquire(SMALL));
        rateLimit(fixture.acquire(BIG), Duration.ofSeconds(30));

        HealthSnapshot snapshot = health.snapshot();

        assertThat(snapshot.available()).isTrue();
        assertThat(snapshot.otherModels())
                .hasSize(1)
                .containsEntry(
                        BIG,
                        new HealthSnapshot.ModelState(
                                ProviderState.RESTING, fixture.time.now().plusSeconds(30)));
    }

    @Test
    void namedModels_withoutEnd_areForgottenAgain() {
        OtherModels models = new OtherModels(name -> new ModelHealth(breaker(), rests()));
        List<ModelHealth> held = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            held.add(models.hold("busy-" + i, i));
        }
        for (int i = 0; i < 1_000; i++) {
            models.letGo(models.hold("model-" + i, 100 + i));
            assertThat(models.size()).isLessThanOrEqualTo(OtherModels.REMEMBERED);
        }

        assertThat(models.find("model-999")).isNotNull();
        assertThat(models.find("model-900")).isNull();
        for (int i = 0; i < 10; i++) {
            assertThat(models.find("busy-" + i)).isSameAs(held.get(i));
        }
    }

    @Test
    void namedModels_moreUnderWayThanAreRemembered_areForgottenAtTheirEnd() {
        List<Permit> permits = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            permits.add(fixture.acquire("model-" + i));
        }
        permits.forEach(HealthFixture::succeed);
        rateLimit(fixture.acquire("model-0"), Duration.ofSeconds(30));
        for (int i = 0; i < 200; i++) {
            assertThat(health.tryAcquire("model-0", Claim.NEEDED)).isNull();
            succeed(fixture.acquire("later-" + i));
        }

        assertThat(rest("model-0")).isEqualTo(Duration.ofSeconds(30));
        assertThat(health.inFlight()).isZero();
    }

    private Rests rests() {
        return new Rests(Duration.ofMinutes(10).toNanos(), new java.util.Random(1));
    }

    private Breaker breaker() {
        return new Breaker(
                BreakerSource.ofProvider(
                        HealthSettings.named("openai"),
                        CircuitBreakerRegistry.ofDefaults(),
                        fixture.time,
                        new java.util.Random(1)),
                BreakerSettings.DEFAULTS,
                fixture.time,
                new java.util.Random(1));
    }
}
