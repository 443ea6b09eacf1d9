package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.health.HealthSnapshot;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscription;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Schedulers;

/**
 * A stream may be cancelled at any time and from anywhere: the connection closes, the permit is back, whoever cancels is
 * not blocked, and nobody is blamed or credited.
 */
@Timeout(60)
class CancellationTest {

    private static final Duration AT_ONCE = Duration.ofMillis(200);

    /** A machine may be busy for longer than that; not each time. */
    private static final int TRIES = 5;

    enum Phase {
        BEFORE_REQUEST(Behavior.healthy(), true),
        BEFORE_HEADERS(Behavior.hangBeforeHeaders(), false),
        BEFORE_FIRST_TOKEN(Behavior.hangAfterHeaders(), false),
        IN_THE_MIDDLE(Behavior.pace(Duration.ofMillis(20)), true),
        STALLED(Behavior.hangAfterTokens(3), false),
        RESUMING(Behavior.resetAfterTokens(3), false),
        RESUMED_AND_STALLED(Behavior.closeAfterTokens(12), false),
        AT_LAST_CHUNK(Behavior.healthy(), true);

        private final Behavior behavior;

        /** Whether it is a signal to the subscriber on which it leaves. */
        private final boolean isSignal;

        Phase(Behavior behavior, boolean isSignal) {
            this.behavior = behavior;
            this.isSignal = isSignal;
        }

        boolean isSecondAsked() {
            return this == RESUMING || this == RESUMED_AND_STALLED;
        }
    }

    enum Canceller {
        SAME_THREAD(Runnable::run),
        ANOTHER_THREAD(task -> new Thread(task, "canceller").start()),
        REACTOR_TIMER(task -> Schedulers.parallel().schedule(task, 1, TimeUnit.MILLISECONDS));

        private final Consumer<Runnable> start;

        Canceller(Consumer<Runnable> start) {
            this.start = start;
        }
    }

    static Stream<Arguments> everyPhaseFromEverywhereOnEveryWire() {
        return Stream.of(Phase.values())
                .flatMap(phase -> Stream.of(Canceller.values()).flatMap(canceller -> Stream.of(LiveClient.values())
                        .map(client -> Arguments.of(phase, canceller, client))));
    }

    @ParameterizedTest
    @MethodSource("everyPhaseFromEverywhereOnEveryWire")
    void stream_cancelled_isGoneAtOnceAndBlamesNobody(Phase phase, Canceller canceller, LiveClient client) {
        try (LiveChain chain = new LiveChain(client, client.next())) {
            Duration slowest = AT_ONCE.plusSeconds(1);
            for (int i = 0; i < TRIES && slowest.compareTo(AT_ONCE) > 0; i++) {
                slowest = cancelOnce(chain, phase, canceller);
                assertBlamesNobody(chain, phase, client);
                chain.renew();
            }
            assertThat(slowest).isLessThanOrEqualTo(AT_ONCE);
        }
    }

    /** Returns how long it took to cancel, or the connection to close after that, whichever was longer. */
    private static Duration cancelOnce(LiveChain chain, Phase phase, Canceller canceller) {
        ProviderSimulator second = chain.simulator(1);
        chain.simulator(0).answers(Answer.tokens(Storyteller.STORY));
        chain.simulator(0).always(phase.behavior);
        second.answers(Storyteller.teller(Storyteller.Manner.AS_TOLD));
        second.always(phase == Phase.RESUMING ? Behavior.hangBeforeHeaders() : Behavior.hangAfterTokens(14));
        Leaving subscriber = new Leaving(phase, canceller, chain.time());

        chain.model().stream(new Prompt("Tell me.")).subscribe(subscriber);
        switch (phase) {
            case BEFORE_HEADERS, BEFORE_FIRST_TOKEN -> awaitRequest(chain.simulator(0));
            case RESUMING -> awaitRequest(second);
            default -> subscriber.awaitMoment();
        }
        if (!phase.isSignal) {
            subscriber.leave();
        }
        long left = chain.time().nanoTime();
        chain.assertNothingLeftBehind();
        assertThat(subscriber.ended).as("a signal after the cancellation").isFalse();
        return Duration.ofNanos(Math.max(subscriber.took, chain.time().nanoTime() - left));
    }

    private static void awaitRequest(ProviderSimulator simulator) {
        assertThat(simulator.awaitRequest(0, Duration.ofSeconds(10))).isNotNull();
    }

    private static void assertBlamesNobody(LiveChain chain, Phase phase, LiveClient client) {
        assertThat(chain.simulator(0).requestCount()).isEqualTo(phase == Phase.BEFORE_REQUEST ? 0 : 1);
        assertThat(chain.simulator(1).requestCount()).isEqualTo(phase.isSecondAsked() ? 1 : 0);
        HealthSnapshot first = chain.healths().get(client.provider()).snapshot();
        assertThat(first.succeeded()).isZero();
        assertThat(first.failed()).as("but for what it did itself").isEqualTo(phase.isSecondAsked() ? 1 : 0);
        HealthSnapshot second = chain.healths().get(client.next().provider()).snapshot();
        assertThat(second.succeeded()).isZero();
        assertThat(second.failed()).isZero();
    }

    /** Leaves when its moment has come: by itself where that is a signal, else when told. */
    private static final class Leaving extends BaseSubscriber<ChatResponse> {

        private final Phase phase;

        private final Canceller canceller;

        private final TimeSource time;

        private final StringBuilder text = new StringBuilder();

        private final CountDownLatch moment = new CountDownLatch(1);

        private volatile long took;

        private volatile boolean ended;

        Leaving(Phase phase, Canceller canceller, TimeSource time) {
            this.phase = phase;
            this.canceller = canceller;
            this.time = time;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            if (phase == Phase.BEFORE_REQUEST) {
                leave();
                moment.countDown();
            } else {
                subscription.request(Long.MAX_VALUE);
            }
        }

        @Override
        protected void hookOnNext(ChatResponse chunk) {
            if (chunk.getResult() != null && chunk.getResult().getOutput().getText() != null) {
                text.append(chunk.getResult().getOutput().getText());
            }
            switch (phase) {
                case IN_THE_MIDDLE -> leaveAfter("The lighthouse keeper ");
                case AT_LAST_CHUNK -> leaveAfter(Storyteller.WHOLE);
                case STALLED -> noteAfter("The lighthouse ");
                case RESUMED_AND_STALLED ->
                    noteAfter("The lighthouse keeper counted seven ships before dawn. At half past ");
                default -> {}
            }
        }

        private void leaveAfter(String told) {
            if (moment.getCount() > 0 && text.toString().startsWith(told)) {
                leave();
                moment.countDown();
            }
        }

        private void noteAfter(String told) {
            if (text.toString().startsWith(told)) {
                moment.countDown();
            }
        }

        @Override
        protected void hookFinally(SignalType type) {
            ended = ended || type != SignalType.CANCEL;
        }

        /** Waits for the cancellation only, so that it cannot wait for the thread that delivers. */
        void leave() {
            CountDownLatch left = new CountDownLatch(1);
            canceller.start.accept(() -> {
                long began = time.nanoTime();
                cancel();
                took = time.nanoTime() - began;
                left.countDown();
            });
            awaitThroughInterrupts(left);
        }

        /** A client may interrupt the thread that delivers when it hears of the cancellation. */
        private static void awaitThroughInterrupts(CountDownLatch latch) {
            boolean interrupted = false;
            while (true) {
                try {
                    latch.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        void awaitMoment() {
            try {
                assertThat(moment.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
