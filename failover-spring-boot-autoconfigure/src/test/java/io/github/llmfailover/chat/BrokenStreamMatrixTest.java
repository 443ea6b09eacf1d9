package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.OnInterruption;
import io.github.llmfailover.StreamInterruptedException;
import io.github.llmfailover.chat.Storyteller.Manner;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Every way of breaking, at every place, over three wires, under three policies. Whatever happens, no token is lost,
 * doubled, reordered or spliced without a mark, and no truncated answer completes normally.
 */
@Timeout(120)
class BrokenStreamMatrixTest {

    private static final int TOKENS = Storyteller.STORY.length;

    /** There are events before the first token and after the last one, up to so many in all. */
    private static final int EVENTS = TOKENS + 8;

    private static final Map<LiveClient, LiveChain> CHAINS = new EnumMap<>(LiveClient.class);

    private static final Map<LiveClient, LiveChain> PACED_CHAINS = new EnumMap<>(LiveClient.class);

    enum Break {
        FIN(Behavior::closeAfterTokens, 1, TOKENS),
        RST(Behavior::resetAfterTokens, 1, TOKENS),
        CLEAN_END(Behavior::endAfterTokens, 1, TOKENS),
        FIN_INSIDE_EVENT(Behavior::cutInsideEvent, 1, EVENTS),
        RST_INSIDE_EVENT(Behavior::resetInsideEvent, 1, EVENTS),
        STALL(Behavior::hangAfterTokens, 10, TOKENS),
        DRIP(at -> Behavior.drip(Duration.ofNanos(100_000)), 10, TOKENS),
        MALFORMED_EVENT(Behavior::malformedEventAt, 3, EVENTS),
        ERROR_EVENT(Behavior::errorEventAt, 3, EVENTS),
        NO_FINISH_REASON(at -> Behavior.missingFinishReason(), 1, 0),
        NO_TERMINATOR(at -> Behavior.missingDone(), 1, 0);

        private final IntFunction<Behavior> at;

        private final int step;

        private final int last;

        Break(IntFunction<Behavior> at, int step, int last) {
            this.at = at;
            this.step = step;
            this.last = last;
        }

        /** Whether what is broken there may not be needed: an event that a client skips, or one after the finish reason. */
        boolean mayBeHarmlessAt(int place) {
            return switch (this) {
                case MALFORMED_EVENT, NO_TERMINATOR -> true;
                case FIN_INSIDE_EVENT, RST_INSIDE_EVENT, ERROR_EVENT -> place > TOKENS;
                default -> false;
            };
        }

        IntStream places() {
            return IntStream.iterate(0, at -> at <= last, at -> at + step);
        }
    }

    static Stream<Arguments> everyBreakEverywhere() {
        return Stream.of(Break.values())
                .flatMap(how -> how.places().boxed().flatMap(at -> Stream.of(LiveClient.values())
                        .flatMap(client -> Stream.of(OnInterruption.values())
                                .map(policy -> Arguments.of(how, at, client, policy)))));
    }

    @AfterAll
    static void close() {
        CHAINS.values().forEach(LiveChain::close);
        CHAINS.clear();
        PACED_CHAINS.values().forEach(LiveChain::close);
        PACED_CHAINS.clear();
    }

    @ParameterizedTest(name = "{0} at {1}, {2}, {3}")
    @MethodSource("everyBreakEverywhere")
    void brokenStream_isWholeOrSaysThatItIsNot(Break how, int at, LiveClient client, OnInterruption policy) {
        LiveChain chain = how == Break.DRIP
                ? PACED_CHAINS.computeIfAbsent(client, first -> LiveChain.paced(first, first.next()))
                : CHAINS.computeIfAbsent(client, first -> new LiveChain(first, first.next()));
        chain.renew();
        chain.simulator(0).answers(Answer.tokens(Storyteller.STORY));
        chain.simulator(0).next(how.at.apply(at));
        chain.simulator(1)
                .answers(
                        policy == OnInterruption.RESUME
                                ? Storyteller.teller(Manner.AS_TOLD)
                                : request -> Answer.text(Storyteller.OTHER));
        if (how == Break.STALL) {
            chain.passLimitsWhenStalled(at);
        } else if (how == Break.DRIP) {
            chain.endWindowWhileDripping(at);
        }

        Told told = Told.listenTo(chain.model().stream(new Prompt(
                "Tell me.", FailoverChatOptions.builder().onInterruption(policy).build())));

        chain.assertNothingLeftBehind();
        boolean servedByFirst = told.error() == null && told.report().provider().equals(client.provider());
        if (servedByFirst) {
            assertThat(how.mayBeHarmlessAt(at)).isTrue();
            assertThat(told.text()).isEqualTo(Storyteller.WHOLE);
            return;
        }
        switch (policy) {
            case RESUME -> {
                assertThat(told.error()).isNull();
                assertThat(told.restarts()).isZero();
                assertThat(told.text()).isEqualTo(Storyteller.WHOLE);
            }
            case RESTART -> {
                assertThat(told.error()).isNull();
                assertThat(Storyteller.WHOLE).startsWith(told.voidText());
                assertThat(told.restarts()).isEqualTo(told.voidText().isEmpty() ? 0 : 1);
                assertThat(told.text()).isEqualTo(Storyteller.OTHER);
            }
            case FAIL -> {
                if (told.error() == null) {
                    assertThat(told.text()).isEqualTo(Storyteller.OTHER);
                } else {
                    assertThat(told.error())
                            .isInstanceOfSatisfying(
                                    StreamInterruptedException.class,
                                    broken -> assertThat(broken.partialText()).isEqualTo(told.text()));
                    assertThat(Storyteller.WHOLE).startsWith(told.text());
                    assertThat(told.text()).isNotEmpty();
                }
            }
        }
    }
}
