package io.github.llmfailover.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import io.github.llmfailover.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.Disposable;

/** Aborting requests of the real clients, over real sockets, in every phase of an exchange. */
@Timeout(60)
class AbortTest {

    private static final long PATIENCE_SECONDS = RealClients.PATIENCE.toSeconds();

    private ProviderSimulator simulator = ProviderSimulator.start();

    @BeforeEach
    void answerInTokens() {
        simulator.answers(Answer.tokens("one ", "two ", "three ", "four ", "five"));
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    static List<Arguments> callPhases() {
        return phases(Behavior.hangBeforeHeaders(), Behavior.hangAfterHeaders());
    }

    static List<Arguments> streamPhases() {
        return phases(Behavior.hangBeforeHeaders(), Behavior.hangAfterHeaders(), Behavior.hangAfterTokens(2));
    }

    private static List<Arguments> phases(Behavior... hangs) {
        List<Arguments> phases = new ArrayList<>();
        for (ClientType type : ClientType.values()) {
            for (Behavior hang : hangs) {
                phases.add(Arguments.of(type, hang));
            }
        }
        return phases;
    }

    @ParameterizedTest
    @MethodSource("callPhases")
    void call_abortedWhileItHangs_returnsAndClosesItsConnection(ClientType type, Behavior hang) throws Exception {
        simulator.always(hang);
        Provider provider = RealClients.provider(RealClients.connect(type, simulator));
        Exchange exchange = new Exchange(TimeSource.system());
        AtomicBoolean interruptedAfterwards = new AtomicBoolean();

        CompletableFuture<@Nullable Throwable> outcome = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                provider.call(provider.promptFor(new Prompt("hello"), true), exchange);
                outcome.complete(null);
            } catch (Throwable e) {
                interruptedAfterwards.set(Thread.currentThread().isInterrupted());
                outcome.complete(e);
            }
        });
        caller.start();
        simulator.awaitRequest(0, RealClients.PATIENCE);
        exchange.abort();

        assertThat(outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();
        assertThat(provider.abortsCalls()).isTrue();
        assertThat(exchange.isAborted()).isTrue();
        assertThat(interruptedAfterwards).isFalse();
        simulator.awaitNoOpenExchanges(RealClients.PATIENCE);
        assertThat(simulator.lastRequest().clientGone()).isTrue();
        assertThat(OkHttpExchanges.open()).isZero();
    }

    @ParameterizedTest
    @MethodSource("streamPhases")
    void stream_abortedWhileItHangs_endsAndClosesItsConnection(ClientType type, Behavior hang) throws Exception {
        simulator.always(hang);
        Provider provider = RealClients.provider(RealClients.connect(type, simulator));
        Exchange exchange = new Exchange(TimeSource.system());

        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        provider.stream(provider.promptFor(new Prompt("hello"), true), exchange)
                .subscribe(
                        chunk -> {},
                        outcome::complete,
                        () -> outcome.completeExceptionally(new AssertionError("completed")));
        simulator.awaitRequest(0, RealClients.PATIENCE);
        exchange.abort();

        assertThat(outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();
        simulator.awaitNoOpenExchanges(RealClients.PATIENCE);
        assertThat(simulator.lastRequest().clientGone()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("streamPhases")
    void stream_cancelledWhileItHangs_closesItsConnectionWithoutBlocking(ClientType type, Behavior hang)
            throws Exception {
        simulator.always(hang);
        Provider provider = RealClients.provider(RealClients.connect(type, simulator));
        Exchange exchange = new Exchange(TimeSource.system());

        Disposable subscription = provider.stream(provider.promptFor(new Prompt("hello"), true), exchange)
                .subscribe(chunk -> {}, error -> {});
        simulator.awaitRequest(0, RealClients.PATIENCE);
        CountDownLatch returned = new CountDownLatch(1);
        new Thread(() -> {
                    subscription.dispose();
                    returned.countDown();
                })
                .start();

        assertThat(returned.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        simulator.awaitNoOpenExchanges(RealClients.PATIENCE);
        assertThat(simulator.lastRequest().clientGone()).isTrue();
        assertThat(exchange.isAborted()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(ClientType.class)
    void call_thatSucceeds_leavesNothingOfOursOnTheWireNorBehind(ClientType type) {
        Provider provider = RealClients.provider(RealClients.connect(type, simulator));
        Exchange exchange = new Exchange(TimeSource.system());

        provider.call(provider.promptFor(new Prompt("hello"), true), exchange);

        assertThat(exchange.hasDeparted()).isTrue();
        assertThat(OkHttpExchanges.open()).isZero();
        assertThat(simulator.lastRequest().headers().toString()).doesNotContain("failover");
    }

    @ParameterizedTest
    @EnumSource(ClientType.class)
    void stream_thatSucceeds_leavesNothingOfOursOnTheWireNorBehind(ClientType type) {
        Provider provider = RealClients.provider(RealClients.connect(type, simulator));
        Exchange exchange = new Exchange(TimeSource.system());

        String text = String.join(
                "",
                provider.stream(provider.promptFor(new Prompt("hello"), true), exchange)
                        .mapNotNull(chunk -> chunk.getResult() == null
                                ? null
                                : chunk.getResult().getOutput().getText())
                        .collectList()
                        .blockOptional(RealClients.PATIENCE)
                        .orElseThrow());

        assertThat(text).isEqualTo("one two three four five");
        assertThat(exchange.hasDeparted()).isTrue();
        assertThat(exchange.isAborted()).isFalse();
        assertThat(OkHttpExchanges.open()).isZero();
        assertThat(simulator.lastRequest().headers().toString()).doesNotContain("failover");
    }
}
