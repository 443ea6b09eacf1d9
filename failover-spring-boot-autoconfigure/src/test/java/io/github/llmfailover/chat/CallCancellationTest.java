package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.test.Behavior;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.prompt.Prompt;

/** A caller that blocks is gone at once when it is interrupted, and a call past its limit leaves no connection. */
@Timeout(60)
class CallCancellationTest {

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
