package io.github.llmfailover.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.FailoverException;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.StreamInterruptedException;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.failure.FailureRules;
import io.github.llmfailover.health.HealthSettings;
import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.plan.Decision.Ask;
import io.github.llmfailover.plan.Decision.Fail;
import io.github.llmfailover.plan.Decision.Wait;
import io.github.llmfailover.provider.ClientBinding;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.provider.RetrySettings;
import io.github.llmfailover.provider.Timeouts;
import io.github.llmfailover.routing.Chain;
import io.github.llmfailover.routing.PrioritySelector;
import io.github.llmfailover.routing.Requirements;
import io.github.llmfailover.time.VirtualTime;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;

/**
 * Many callers, a few providers that come and go, and the library's own decisions between them, all in virtual time on
 * one thread. Only the wire is made up. It checks on the way what must hold at each step, and keeps a running hash of
 * everything that happened.
 */
final class SimulatedWorld {

    private static final int PROVIDERS = 4;

    private static final int MAX_ATTEMPTS = 6;

    private static final ChatModel NEVER_CALLED = prompt -> {
        throw new AssertionError("The simulation has no wire");
    };

    enum End {
        ANSWERED,
        FAILED,
        CANCELLED
    }

    private final VirtualTime time = new VirtualTime();

    private final SplittableRandom random;

    private final CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();

    private final List<SimulatedProvider> providers = new ArrayList<>();

    private final ProviderHealths healths;

    private final Chain chain;

    private final CallPlanner planner;

    private final Map<End, Long> ends = new EnumMap<>(End.class);

    private long begun;

    private long hash = 0xcbf29ce484222325L;

    SimulatedWorld(long seed, WhenUnavailable whenUnavailable) {
        random = new SplittableRandom(seed);
        Random jitter = new Random(seed);
        List<Provider> members = new ArrayList<>();
        List<HealthSettings> settings = new ArrayList<>();
        for (int i = 0; i < PROVIDERS; i++) {
            String name = "p" + i;
            providers.add(new SimulatedProvider(random.split()));
            members.add(new Provider(
                    new ProviderSettings(
                            name,
                            null,
                            null,
                            Timeouts.DEFAULTS,
                            new RetrySettings(1, Duration.ofMillis(200), Duration.ofSeconds(2)),
                            i % 2 == 0 ? Set.of("eu") : Set.of(),
                            Set.of(),
                            i == 1 ? 8_000 : 0),
                    NEVER_CALLED,
                    ClientBinding.NONE));
            settings.add(
                    new HealthSettings(name, io.github.llmfailover.health.BreakerSettings.DEFAULTS, i == 2 ? 50 : 0));
        }
        healths = ProviderHealths.create(settings, registry, time, jitter, FailoverListener.NONE);
        chain = new Chain("default", members, provider -> healths.get(provider.name()));
        planner = new CallPlanner(
                new PlanSettings(Duration.ofSeconds(120), MAX_ATTEMPTS, whenUnavailable),
                FailureRules.defaults(),
                new PrioritySelector(),
                new RetryBudget(0.2, 10, time),
                FailoverListener.NONE,
                time,
                jitter);
    }

    /** Lets callers come, one every few milliseconds, and time run until all of them have gone. */
    void run(int calls) {
        arrive(calls);
        while (time.advanceToNextTask()) {
            // Everything happens in scheduled tasks.
        }
    }

    private void arrive(int remaining) {
        if (remaining > 0) {
            new Caller().begin();
            time.schedule(Duration.ofNanos(random.nextLong(8_000_000)), () -> arrive(remaining - 1));
        }
    }

    long begun() {
        return begun;
    }

    long ended(End end) {
        return ends.getOrDefault(end, 0L);
    }

    long hash() {
        return hash;
    }

    Duration elapsed() {
        return time.elapsed();
    }

    ProviderHealths healths() {
        return healths;
    }

    private void log(long what, long detail) {
        hash = (hash ^ what * 31 + detail ^ time.nanoTime()) * 0x100000001b3L;
    }

    /** Somebody who calls once. */
    private final class Caller {

        private final long number = begun++;

        private final CallMode mode = random.nextBoolean() ? CallMode.CALL : CallMode.STREAM;

        private final @Nullable Duration ownDeadline =
                random.nextInt(20) == 0 ? Duration.ofMillis(1 + random.nextLong(4_000)) : null;

        private final Requirements requirements = random.nextInt(10) == 0
                ? new Requirements(null, Set.of("eu"))
                : random.nextInt(50) == 0
                        ? new Requirements("p" + random.nextInt(PROVIDERS), Set.of())
                        : Requirements.NONE;

        private final long startedAt = time.nanoTime();

        private final CallPlan plan =
                planner.begin(chain, requirements, mode, new CallTerms(ownDeadline, null, null, null, true));

        private @Nullable Attempt current;

        private @Nullable End end;

        private int attempts;

        private boolean committed;

        void begin() {
            if (random.nextInt(25) == 0) {
                time.schedule(Duration.ofNanos(random.nextLong(6_000_000_000L)), this::leave);
            }
            carryOut(plan.next());
        }

        private void carryOut(Decision decision) {
            if (decision instanceof Fail fail) {
                ended(End.FAILED, fail.exception());
            } else if (decision instanceof Wait wait) {
                assertThat(wait.nanos()).isLessThan(plan.deadline().left(time.nanoTime()) + 1);
                time.schedule(Duration.ofNanos(wait.nanos()), () -> {
                    if (end == null) {
                        carryOut(plan.next());
                    }
                });
            } else {
                ask(((Ask) decision).attempt());
            }
        }

        private void ask(Attempt attempt) {
            int position = attempt.member().position();
            attempts++;
            log(number, position);
            if (attempts > MAX_ATTEMPTS) {
                throw new AssertionError("More attempts than max-attempts");
            }
            if (current != null) {
                throw new AssertionError("Two attempts of one call at once");
            }
            if (!requirements.admit(attempt.member())) {
                throw new AssertionError("Asked a provider that does not meet the requirements");
            }
            if (planner.settings().whenUnavailable() != WhenUnavailable.TRY_SOONEST) {
                CircuitBreaker.State state =
                        registry.circuitBreaker("p" + position).getState();
                if (state == CircuitBreaker.State.OPEN || state == CircuitBreaker.State.FORCED_OPEN) {
                    throw new AssertionError("Asked an open provider");
                }
            }
            current = attempt;
            SimulatedProvider.Fate fate =
                    providers.get(position).fate(time.elapsed().toNanos());
            long limit = Math.min(attempt.limitNanos(), attempt.deadline().left(time.nanoTime()));
            boolean cutByDeadline = limit < attempt.limitNanos();
            if (fate.hangs() || fate.afterNanos() >= limit) {
                FailureKind kind = cutByDeadline
                        ? FailureKind.CALLER_DEADLINE
                        : mode == CallMode.STREAM ? FailureKind.NO_FIRST_TOKEN : FailureKind.NO_RESPONSE;
                time.schedule(Duration.ofNanos(limit), () -> fails(attempt, Failure.of(kind)));
            } else if (fate.failure() != null) {
                Failure failure = new Failure(fate.failure(), null, 0, fate.retryAfter());
                time.schedule(Duration.ofNanos(fate.afterNanos()), () -> fails(attempt, failure));
            } else {
                time.schedule(Duration.ofNanos(fate.afterNanos()), () -> answers(attempt));
            }
        }

        private void fails(Attempt attempt, Failure failure) {
            if (current == attempt) {
                current = null;
                carryOut(plan.failed(attempt, failure));
            }
        }

        private void answers(Attempt attempt) {
            if (current != attempt) {
                return;
            }
            if (mode == CallMode.STREAM) {
                plan.firstToken(attempt);
                long rest = random.nextLong(4_000_000_000L);
                boolean breaks = random.nextInt(100) == 0;
                time.schedule(Duration.ofNanos(rest), () -> endOfStream(attempt, breaks));
            } else {
                succeeds(attempt);
            }
        }

        private void endOfStream(Attempt attempt, boolean breaks) {
            if (current != attempt) {
                return;
            }
            if (breaks) {
                current = null;
                committed = true;
                Delivered delivered = new Delivered("partial", random.nextInt(4) != 0, random.nextInt(20) == 0);
                carryOut(plan.interrupted(attempt, Failure.of(FailureKind.STREAM_CUT), delivered));
            } else if (attempt.continuation() != null
                    && attempt.continuation() != Continuation.RESTART
                    && random.nextInt(3) == 0) {
                current = null;
                carryOut(plan.doesNotJoin(attempt));
            } else {
                succeeds(attempt);
            }
        }

        private void succeeds(Attempt attempt) {
            current = null;
            FailoverReport report = plan.succeeded(attempt, null, 10, 20);
            if (report.attempts().size() != attempts) {
                throw new AssertionError("The report has lost an attempt");
            }
            ended(End.ANSWERED, null);
        }

        private void leave() {
            if (end != null) {
                return;
            }
            Attempt attempt = current;
            current = null;
            if (attempt != null) {
                plan.cancelled(attempt);
            } else {
                plan.abandoned();
            }
            ended(End.CANCELLED, null);
        }

        private void ended(End how, @Nullable FailoverException exception) {
            if (end != null) {
                throw new AssertionError("Call " + number + " ended twice: " + end + ", " + how);
            }
            end = how;
            ends.merge(how, 1L, Long::sum);
            log(
                    number,
                    how.ordinal()
                            + (exception == null
                                    ? 0
                                    : exception.getClass().getSimpleName().length()));
            if (committed && how == End.FAILED) {
                assertThat(exception).isInstanceOf(StreamInterruptedException.class);
            }
            long allowed = (ownDeadline == null ? planner.settings().deadline() : ownDeadline).toNanos();
            if (mode == CallMode.CALL && time.nanoTime() - startedAt > allowed) {
                throw new AssertionError("Call " + number + " outlived its deadline");
            }
        }
    }

    /** Returns providers with requests that never ended. */
    List<String> leftInFlight() {
        return healths.all().values().stream()
                .filter(health -> health.snapshot().inFlight() != 0)
                .map(ProviderHealth::name)
                .toList();
    }
}
