package io.github.llmfailover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.OperatorAction;
import io.github.llmfailover.OperatorActionEvent;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.time.VirtualTime;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Operators and all providers: who may be taken away. */
class OperatorActionsTests implements FailoverListener {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final VirtualTime time = new VirtualTime();

    private final List<OperatorActionEvent> told = new CopyOnWriteArrayList<>();

    private final ProviderHealths healths = ProviderHealths.create(
            List.of(HealthSettings.named("a"), HealthSettings.named("b"), HealthSettings.named("c")),
            CircuitBreakerRegistry.ofDefaults(),
            time,
            new Random(1),
            FailoverListener.NONE);

    private final OperatorActions actions = new OperatorActions(
            healths, () -> Map.of("default", List.of("a", "b"), "cheap", List.of("c", "b")), time, this);

    @Override
    public void onOperatorAction(OperatorActionEvent event) {
        told.add(event);
    }

    private OperatorActionEvent drain(String provider, boolean evenIfLast) {
        return actions.act(provider, OperatorAction.DRAIN, MINUTE, evenIfLast, "ann");
    }

    private void fail(String provider, FailureKind kind) {
        ProviderHealth health = healths.get(provider);
        for (int i = 0; i < 5 && health.state() == ProviderState.CLOSED; i++) {
            HealthFixture.fail(Objects.requireNonNull(health.tryAcquire(null, Claim.FAIR)), kind);
        }
    }

    @Test
    void drain_withAnotherWhoServes_isDoneAndTold() {
        OperatorActionEvent event = drain("a", false);

        assertThat(told).containsExactly(event);
        assertThat(event)
                .isEqualTo(new OperatorActionEvent(
                        "a",
                        OperatorAction.DRAIN,
                        null,
                        ProviderState.CLOSED,
                        ProviderState.DRAINING,
                        time.now(),
                        time.now().plus(MINUTE),
                        false,
                        "ann"));
    }

    @Test
    void drain_ofTheLastOfAnyChain_isRefusedAndToldWithTheChains() {
        drain("a", false);
        fail("c", FailureKind.QUOTA_EXHAUSTED);

        OperatorActionEvent event = drain("b", false);

        assertThat(event.applied()).isFalse();
        assertThat(event.refusal()).startsWith("Without 'b' nobody could serve in chains ");
        assertThat(event.refusal()).contains("'default'", "'cheap'");
        assertThat(event.until()).isNull();
        assertThat(healths.get("b").state()).isEqualTo(ProviderState.CLOSED);
        assertThat(told).hasSize(2).endsWith(event);
    }

    @Test
    void drain_ofTheLastOfOneChainOnly_isRefused() {
        fail("c", FailureKind.SERVER_ERROR);

        assertThat(drain("b", false).refusal()).isEqualTo("Without 'b' nobody could serve in chain 'cheap'.");
    }

    @Test
    void drain_ofTheLastWithEvenIfLast_isDone() {
        drain("a", false);

        assertThat(drain("b", true).applied()).isTrue();
        assertThat(healths.get("b").state()).isEqualTo(ProviderState.DRAINING);
    }

    @Test
    void drain_ofOneWhoIsOutButComesBack_isRefusedWhereNobodyElseServes() {
        fail("a", FailureKind.SERVER_ERROR);
        fail("b", FailureKind.SERVER_ERROR);

        assertThat(drain("a", false).applied()).isFalse();
    }

    @Test
    void hold_changed_ofOneWhoIsTakenAwayAlready_isDone() {
        drain("a", false);
        drain("b", true);

        OperatorActionEvent event = actions.act("a", OperatorAction.DISABLE, MINUTE, false, null);

        assertThat(event.applied()).isTrue();
        assertThat(event.from()).isEqualTo(ProviderState.DRAINING);
        assertThat(event.to()).isEqualTo(ProviderState.DISABLED);
    }

    @Test
    void enableAndReset_ofTheLast_areNeverRefused() {
        drain("a", false);

        assertThat(actions.act("b", OperatorAction.RESET, MINUTE, false, null).applied())
                .isTrue();
        OperatorActionEvent event = actions.act("a", OperatorAction.ENABLE, MINUTE, false, null);
        assertThat(event.to()).isEqualTo(ProviderState.CLOSED);
        assertThat(event.until()).isNull();
    }

    @RepeatedTest(50)
    void drains_ofTheLastTwoAtOnce_leaveOne() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        ExecutorService operators = Executors.newFixedThreadPool(2);
        try {
            Future<Boolean> one = operators.submit(() -> {
                together.await();
                return drain("a", false).applied();
            });
            Future<Boolean> other = operators.submit(() -> {
                together.await();
                return drain("b", false).applied();
            });
            assertThat(List.of(one.get(), other.get())).containsExactlyInAnyOrder(true, false);
        } finally {
            operators.shutdownNow();
        }
        assertThat(List.of(healths.get("a").canServe(), healths.get("b").canServe()))
                .containsExactlyInAnyOrder(true, false);
        assertThat(told).hasSize(2);
    }

    @Test
    void time_tooShortOrTooLong_isRejected() {
        for (Duration during : List.of(
                Duration.ZERO, Duration.ofMillis(999), Duration.ofHours(24).plusNanos(1))) {
            assertThatThrownBy(() -> actions.act("a", OperatorAction.DRAIN, during, false, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at least 1s");
        }
        assertThat(told).isEmpty();
    }

    @Test
    void listener_thatFails_doesNotUndoTheAction() {
        OperatorActions loud =
                new OperatorActions(healths, () -> Map.of("default", List.of("a", "b")), time, new FailoverListener() {
                    @Override
                    public void onOperatorAction(OperatorActionEvent event) {
                        throw new IllegalStateException("no");
                    }
                });

        assertThat(loud.act("a", OperatorAction.DRAIN, MINUTE, false, null).applied())
                .isTrue();
    }
}
