package io.github.llmfailover.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.ProviderStateChangedEvent;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.time.VirtualTime;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HealthStressTests {

    private static final int THREADS = 8;

    private final VirtualTime time = new VirtualTime();

    private final CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();

    private final List<ProviderStateChangedEvent> changes = new CopyOnWriteArrayList<>();

    private final ProviderHealth health = ProviderHealths.create(
                    List.of(new HealthSettings("openai", BreakerSettings.DEFAULTS, 6)),
                    registry,
                    time,
                    new Random(3),
                    new FailoverListener() {
                        @Override
                        public void onProviderStateChanged(ProviderStateChangedEvent event) {
                            changes.add(event);
                        }
                    })
            .get("openai");

    private static void onAllThreads(Callable<?> task) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                all.add(executor.submit(task));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void permits_underRandomOutcomesFromManyThreads_areConserved() throws Exception {
        AtomicLong seeds = new AtomicLong();
        AtomicLong succeeded = new AtomicLong();
        AtomicLong failed = new AtomicLong();
        AtomicLong refused = new AtomicLong();

        onAllThreads(() -> {
            Random random = new Random(seeds.incrementAndGet());
            for (int i = 0; i < 20_000; i++) {
                Permit permit = health.tryAcquire(null, Claim.FAIR);
                if (permit == null) {
                    refused.incrementAndGet();
                    time.advance(Duration.ofMillis(random.nextInt(500)));
                } else {
                    end(permit, random, succeeded, failed);
                }
                if (i % 50 == 0) {
                    assertThat(health.snapshot().inFlight()).isBetween(0, 6);
                }
            }
            return null;
        });

        HealthSnapshot snapshot = health.snapshot();
        assertThat(snapshot.inFlight()).isZero();
        assertThat(snapshot.succeeded()).isEqualTo(succeeded.get());
        assertThat(snapshot.failed()).isEqualTo(failed.get());
        assertThat(snapshot.notPermitted()).isEqualTo(refused.get());
        assertThat(changes).hasSizeGreaterThan(10);
        for (int i = 1; i < changes.size(); i++) {
            assertThat(changes.get(i).from()).isEqualTo(changes.get(i - 1).to());
        }
        recovers();
    }

    private static void end(Permit permit, RandomGenerator random, AtomicLong succeeded, AtomicLong failed) {
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> {
                permit.succeeded(1, 1, 1, 1);
                succeeded.incrementAndGet();
            }
            case 3, 4 -> {
                fail(permit, FailureKind.SERVER_ERROR);
                failed.incrementAndGet();
            }
            case 5 -> {
                fail(permit, FailureKind.INVALID_REQUEST);
                failed.incrementAndGet();
            }
            case 6 -> permit.released();
            default -> {
                fail(permit, FailureKind.RATE_LIMITED);
                failed.incrementAndGet();
            }
        }
        permit.released();
    }

    private static void fail(Permit permit, FailureKind kind) {
        permit.failed(Failure.of(kind), kind.defaultReaction(), 1, false);
    }

    private void recovers() {
        for (int i = 0; i < 100 && health.state() != ProviderState.CLOSED; i++) {
            time.advance(Duration.ofNanos(health.nanosUntilAvailable(null)));
            Permit permit = health.tryAcquire(null, Claim.FAIR);
            if (permit != null) {
                permit.succeeded(1, 1, 0, 0);
            }
        }
        assertThat(health.state()).isEqualTo(ProviderState.CLOSED);
    }

    @Test
    void permits_forModelsThatCallersName_areConserved() throws Exception {
        AtomicLong seeds = new AtomicLong();
        AtomicLong succeeded = new AtomicLong();
        AtomicLong failed = new AtomicLong();

        onAllThreads(() -> {
            Random random = new Random(seeds.incrementAndGet());
            for (int i = 0; i < 10_000; i++) {
                int model = random.nextInt(100);
                Permit permit = health.tryAcquire(model == 0 ? null : "model-" + model, Claim.NEEDED);
                if (permit == null) {
                    time.advance(Duration.ofMillis(random.nextInt(100)));
                } else {
                    end(permit, random, succeeded, failed);
                }
                if (i % 50 == 0) {
                    assertThat(health.snapshot().otherModels()).hasSizeLessThanOrEqualTo(64 + THREADS);
                }
            }
            return null;
        });

        assertThat(health.snapshot().inFlight()).isZero();
        assertThat(health.snapshot().succeeded()).isEqualTo(succeeded.get());
        assertThat(health.snapshot().failed()).isEqualTo(failed.get());
        recovers();
    }

    @Test
    void halfOpenQuota_ofAModelAskedByManyThreads_isNeverExceeded() throws Exception {
        ProviderHealth unlimited = ProviderHealths.create(
                        List.of(HealthSettings.named("openai")), registry, time, new Random(3), FailoverListener.NONE)
                .get("openai");
        for (int round = 0; round < 100; round++) {
            String model = "model-" + round;
            for (int i = 0; i < 5; i++) {
                fail(Objects.requireNonNull(unlimited.tryAcquire(model, Claim.NEEDED)), FailureKind.OVERLOADED);
            }
            time.advance(Duration.ofNanos(unlimited.nanosUntilAvailable(model)));
            AtomicInteger probes = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            onAllThreads(() -> {
                for (int i = 0; i < 20; i++) {
                    Permit permit = unlimited.tryAcquire(model, Claim.NEEDED);
                    if (permit != null) {
                        most.accumulateAndGet(probes.incrementAndGet(), Math::max);
                        probes.decrementAndGet();
                        permit.released();
                    }
                }
                return null;
            });
            assertThat(most.get()).isBetween(1, 3);
        }
    }

    @Test
    void halfOpenQuota_askedByManyThreads_isNeverExceeded() throws Exception {
        CircuitBreaker breaker = registry.circuitBreaker("openai");
        for (int round = 0; round < 200; round++) {
            breaker.transitionToOpenState();
            breaker.transitionToHalfOpenState();
            AtomicInteger probes = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            onAllThreads(() -> {
                for (int i = 0; i < 20; i++) {
                    Permit permit = health.tryAcquire(null, Claim.FAIR);
                    if (permit != null) {
                        most.accumulateAndGet(probes.incrementAndGet(), Math::max);
                        probes.decrementAndGet();
                        permit.released();
                    }
                }
                return null;
            });
            assertThat(most.get()).isBetween(1, 3);
        }
    }

    @Test
    void permits_fromBeforeTheOutageEndingOnManyThreads_neverMoveAProbedBreaker() throws Exception {
        CircuitBreaker breaker = registry.circuitBreaker("openai");
        ProviderHealth unlimited = ProviderHealths.create(
                        List.of(HealthSettings.named("openai")), registry, time, new Random(3), FailoverListener.NONE)
                .get("openai");
        for (int round = 0; round < 100; round++) {
            breaker.reset();
            List<Permit> stale = new CopyOnWriteArrayList<>();
            for (int i = 0; i < 40; i++) {
                stale.add(Objects.requireNonNull(unlimited.tryAcquire(null, Claim.FAIR)));
            }
            breaker.transitionToOpenState();
            breaker.transitionToHalfOpenState();
            AtomicInteger next = new AtomicInteger();
            onAllThreads(() -> {
                for (int i = next.getAndIncrement(); i < stale.size(); i = next.getAndIncrement()) {
                    if (i % 2 == 0) {
                        stale.get(i).succeeded(1, 1, 0, 0);
                    } else {
                        fail(stale.get(i), FailureKind.SERVER_ERROR);
                    }
                }
                return null;
            });
            assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.HALF_OPEN);
            assertThat(breaker.getMetrics().getNumberOfBufferedCalls()).isZero();
        }
        assertThat(unlimited.snapshot().inFlight()).isZero();
    }

    @Test
    void permit_endedByManyThreadsAtOnce_endsOnce() throws Exception {
        for (int round = 0; round < 200; round++) {
            Permit permit = Objects.requireNonNull(health.tryAcquire(null, Claim.FAIR));
            onAllThreads(() -> {
                permit.succeeded(1, 1, 0, 0);
                return null;
            });
        }

        assertThat(health.snapshot().succeeded()).isEqualTo(200);
        assertThat(health.snapshot().inFlight()).isZero();
    }
}
