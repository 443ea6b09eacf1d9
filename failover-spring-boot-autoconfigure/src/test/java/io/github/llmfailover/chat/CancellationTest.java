package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.Disposable;
import reactor.core.scheduler.NonBlocking;

/** Who leaves is gone at once: the connection closes, the permit is back, nobody is blamed. */
@Timeout(60)
class CancellationTest {

    enum Phase {
        BEFORE_HEADERS(Behavior.hangBeforeHeaders(), 0),
        BEFORE_FIRST_TOKEN(Behavior.hangAfterHeaders(), 0),
        STALLED_IN_THE_MIDDLE(Behavior.hangAfterTokens(2), 2);

        private final Behavior behavior;

        private final int tokens;

        Phase(Behavior behavior, int tokens) {
            this.behavior = behavior;
            this.tokens = tokens;
        }
    }

    static Stream<Arguments> everyPhaseOnEveryWire() {
        return Stream.of(Phase.values())
                .flatMap(phase -> Stream.of(LiveClient.values()).map(client -> Arguments.of(phase, client)));
    }

    @ParameterizedTest
    @MethodSource("everyPhaseOnEveryWire")
    void streamCancelled_closesTheConnectionAndBlamesNobody(Phase phase, LiveClient client) throws Exception {
        try (LiveChain chain = new LiveChain(client, client.next())) {
            ProviderSimulator simulator = chain.simulator(0);
            simulator.always(phase.behavior);
            CountDownLatch tokens = new CountDownLatch(phase.tokens);
            Disposable stream = chain.model().stream(new Prompt("Go on.")).subscribe(chunk -> tokens.countDown());
            assertThat(simulator.awaitRequest(0, Duration.ofSeconds(10))).isNotNull();
            assertThat(tokens.await(10, TimeUnit.SECONDS)).isTrue();

            stream.dispose();

            chain.assertNothingLeftBehind();
            assertThat(simulator.lastRequest().clientGone()).isTrue();
            assertThat(chain.simulator(1).requestCount()).as("no failover").isZero();
            assertThat(chain.healths().get(client.provider()).snapshot()).satisfies(snapshot -> {
                assertThat(snapshot.failed()).isZero();
                assertThat(snapshot.succeeded()).isZero();
            });
        }
    }

    /** A thread that must not block says so to whoever tries. */
    static final class TimerThread extends Thread implements NonBlocking {
        TimerThread(Runnable task) {
            super(task, "timer");
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void streamCancelledFromATimer_doesNotBlockIt(LiveClient client) throws Exception {
        try (LiveChain chain = new LiveChain(client)) {
            chain.simulator(0).always(Behavior.hangAfterTokens(2));
            CountDownLatch tokens = new CountDownLatch(2);
            Disposable stream = chain.model().stream(new Prompt("Go on.")).subscribe(chunk -> tokens.countDown());
            assertThat(tokens.await(10, TimeUnit.SECONDS)).isTrue();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            TimerThread timer = new TimerThread(stream::dispose);
            timer.setUncaughtExceptionHandler((thread, error) -> failure.set(error));

            timer.start();
            timer.join(5_000);

            assertThat(timer.isAlive()).isFalse();
            assertThat(failure.get()).isNull();
            chain.assertNothingLeftBehind();
        }
    }

    @ParameterizedTest
    @EnumSource(LiveClient.class)
    void callerInterrupted_callReturnsAtOnceAndKeepsTheFlag(LiveClient client) throws Exception {
        try (LiveChain chain = new LiveChain(client, client.next())) {
            chain.simulator(0).always(Behavior.hangBeforeHeaders());
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            AtomicReference<Boolean> flag = new AtomicReference<>();
            Thread caller = new Thread(() -> {
                try {
                    chain.model().call(new Prompt("Go on."));
                } catch (Throwable e) {
                    thrown.set(e);
                }
                flag.set(Thread.currentThread().isInterrupted());
            });
            caller.start();
            assertThat(chain.simulator(0).awaitRequest(0, Duration.ofSeconds(10)))
                    .isNotNull();

            caller.interrupt();
            caller.join(5_000);

            assertThat(thrown.get()).isInstanceOf(CancellationException.class);
            assertThat(flag.get()).isTrue();
            chain.assertNothingLeftBehind();
            assertThat(chain.simulator(1).requestCount()).as("no failover").isZero();
        }
    }

    static Stream<Arguments> everyHangOfACallOnEveryWire() {
        return Stream.of(Behavior.hangBeforeHeaders(), Behavior.hangAfterHeaders(), Behavior.hangAfterTokens(1))
                .flatMap(hang -> Stream.of(LiveClient.values()).map(client -> Arguments.of(hang, client)));
    }

    @ParameterizedTest
    @MethodSource("everyHangOfACallOnEveryWire")
    void callPastItsLimit_closesTheConnection(Behavior hang, LiveClient client) {
        try (LiveChain chain = new LiveChain(client, client.next())) {
            chain.simulator(0).always(hang);
            chain.passLimitsOnceAsked(0);

            assertThat(chain.model()
                            .call(new Prompt("Go on."))
                            .getResult()
                            .getOutput()
                            .getText())
                    .contains(client.next().provider());

            chain.assertNothingLeftBehind();
            assertThat(chain.simulator(0).lastRequest().clientGone()).isTrue();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }
}
