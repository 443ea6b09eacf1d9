package io.github.llmfailover.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.chat.FakeChain;
import io.github.llmfailover.chat.FakeModel;
import io.github.llmfailover.chat.LiveChain;
import io.github.llmfailover.chat.LiveClient;
import io.github.llmfailover.test.Behavior;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/** Who rests, why and for how long: what users of other failover layers reported. */
@Timeout(60)
class FieldCoolingBugsTest {

    private static final Prompt PROMPT = new Prompt("Hello.");

    private static Stream<Arguments> onEveryWireInBothModes(Behavior... behaviors) {
        return Arrays.stream(behaviors).flatMap(behavior -> Stream.of(LiveClient.values())
                .flatMap(client -> Stream.of(CallMode.values()).map(mode -> Arguments.of(behavior, client, mode))));
    }

    /** Anthropic says it with 400, others with 402 or 429. */
    static Stream<Arguments> everyWordForNoCredit() {
        return onEveryWireInBothModes(Behavior.paymentRequired(), Behavior.quotaExhausted());
    }

    @ParameterizedTest
    @MethodSource("everyWordForNoCredit")
    void exhaustedCredit_restsTheProviderForTenMinutes(Behavior noCredit, LiveClient client, CallMode mode) {
        try (LiveChain chain = new LiveChain(client, client.next())) {
            chain.simulator(0).always(noCredit);

            for (int i = 0; i < 3; i++) {
                assertThat(servedBy(chain, PROMPT, mode))
                        .isEqualTo(client.next().provider());
            }
            assertThat(chain.simulator(0).requestCount()).isEqualTo(1);
            assertThat(rest(chain, client)).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
        }
    }

    static Stream<Arguments> everyRefusalThatRests() {
        return onEveryWireInBothModes(
                Behavior.unauthorized(), Behavior.quotaExhausted(), Behavior.rateLimited(Duration.ofSeconds(30)));
    }

    /** The first of a kind is logged and later ones are not; each has its consequences all the same. */
    @ParameterizedTest
    @MethodSource("everyRefusalThatRests")
    void sameRefusalAgainAndAgain_restsEachTime(Behavior refusal, LiveClient client, CallMode mode) {
        try (LiveChain chain = new LiveChain(client, client.next())) {
            chain.simulator(0).always(refusal);

            for (int refused = 1; refused <= 3; refused++) {
                for (int call = 0; call < 2; call++) {
                    assertThat(servedBy(chain, PROMPT, mode))
                            .isEqualTo(client.next().provider());
                }
                assertThat(chain.simulator(0).requestCount())
                        .as("asked once in each period")
                        .isEqualTo(refused);
                assertThat(chain.healths().get(client.provider()).state()).isEqualTo(ProviderState.RESTING);
                chain.time().jump(rest(chain, client));
            }
        }
    }

    @Test
    void sameUnknownErrorAgainAndAgain_countsForTheBreakerEachTime() {
        IllegalStateException always = new IllegalStateException("test");
        FakeModel broken = FakeModel.calling(() -> {
            throw always;
        });
        try (FakeChain chain = new FakeChain(broken, FakeModel.calling(() -> FakeModel.whole("hello")))) {
            for (int i = 0; i < 5; i++) {
                chain.model().call(PROMPT);
            }

            assertThat(chain.health("a").failed()).isEqualTo(5);
            assertThat(chain.health("a").state()).isEqualTo(ProviderState.OPEN);
        }
    }

    @ParameterizedTest
    @EnumSource(CallMode.class)
    void callersTinyDeadline_overAndOver_takesTheProviderFromNobody(CallMode mode) {
        Prompt hasty = new Prompt(
                "Hello.",
                FailoverChatOptions.builder().deadline(Duration.ofMillis(30)).build());
        try (LiveChain chain = new LiveChain(LiveClient.OPENAI, LiveClient.ANTHROPIC)) {
            chain.simulator(0).always(Behavior.hangBeforeHeaders());
            chain.simulator(1).always(Behavior.hangBeforeHeaders());
            for (int i = 0; i < 8; i++) {
                assertThatThrownBy(() -> servedBy(chain, hasty, mode)).isInstanceOf(RuntimeException.class);
            }
            chain.assertNothingLeftBehind();
            chain.assertNobodyBlamed();

            chain.simulator(0).heal();
            assertThat(servedBy(chain, PROMPT, mode)).isEqualTo("openai");
        }
    }

    private static String servedBy(LiveChain chain, Prompt prompt, CallMode mode) {
        ChatResponse last = mode == CallMode.CALL
                ? chain.model().call(prompt)
                : chain.model().stream(prompt).blockLast(Duration.ofSeconds(20));
        return FailoverReport.of(last).provider();
    }

    private static Duration rest(LiveChain chain, LiveClient client) {
        return Duration.ofNanos(chain.healths().get(client.provider()).nanosUntilAvailable(null));
    }
}
