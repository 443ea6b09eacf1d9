package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.DeadlineExceededException;
import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverDeadline;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.test.Behavior;
import io.micrometer.context.ContextSnapshotFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.util.context.Context;

/** A deadline that comes from what the call is part of, with real clients over real sockets. */
class DeadlineOfTheContextTest {

    @ParameterizedTest
    @EnumSource(CallMode.class)
    void deadlineOfTheContext_endsACallOfWhichEverybodyHangs_andBlamesNobody(CallMode mode) {
        try (LiveChain chain = new LiveChain(LiveClient.OPENAI, LiveClient.OLLAMA)) {
            chain.simulator(0).always(Behavior.hangBeforeHeaders());
            chain.simulator(1).always(Behavior.hangBeforeHeaders());

            assertThatThrownBy(() -> ask(chain, mode, Duration.ofMillis(400), FailoverChatOptions.builder()))
                    .isInstanceOf(DeadlineExceededException.class);

            chain.assertNothingLeftBehind();
            chain.assertNobodyBlamed();
        }
    }

    @ParameterizedTest
    @EnumSource(CallMode.class)
    void deadlineOfTheRequest_goesBeforeThatOfTheContext(CallMode mode) {
        try (LiveChain chain = new LiveChain(LiveClient.OPENAI)) {
            chain.simulator(0).always(Behavior.responseDelay(Duration.ofMillis(400)));

            ChatResponse response = ask(
                    chain,
                    mode,
                    Duration.ofMillis(50),
                    FailoverChatOptions.builder().deadline(Duration.ofSeconds(20)));

            assertThat(FailoverReport.of(response).provider()).isEqualTo("openai");
        }
    }

    @Test
    void nestedDeadlines_earlierOneHolds() {
        Instant soon = Instant.parse("2026-11-24T10:00:00Z");
        Instant late = soon.plusSeconds(60);

        Instant held = FailoverDeadline.at(soon, () -> FailoverDeadline.at(late, FailoverDeadline::current));

        assertThat(held).isEqualTo(soon);
        assertThat(FailoverDeadline.current()).isNull();
        assertThat(FailoverDeadline.of(FailoverDeadline.at(late)
                        .apply(FailoverDeadline.at(soon).apply(Context.empty()))))
                .isEqualTo(soon);
    }

    @Test
    void contextPropagation_carriesItToOtherThreadsAndBack() throws Exception {
        Instant deadline = Instant.parse("2026-11-24T10:00:00Z");
        AtomicReference<Instant> there = new AtomicReference<>();
        Thread other = FailoverDeadline.at(
                deadline,
                () -> new Thread(ContextSnapshotFactory.builder()
                        .build()
                        .captureAll()
                        .wrap(() -> there.set(FailoverDeadline.current()))));
        other.start();
        other.join();

        assertThat(there.get()).isEqualTo(deadline);
    }

    @Test
    void deadlineThatLiesBehind_isRefusedWhereADurationIsGiven() {
        assertThatThrownBy(() -> FailoverDeadline.within(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lie ahead");
    }

    private static ChatResponse ask(
            LiveChain chain, CallMode mode, Duration within, FailoverChatOptions.Builder options) {
        Prompt prompt = new Prompt("Hello.", options.build());
        return mode == CallMode.CALL
                ? FailoverDeadline.within(within, () -> chain.model().call(prompt))
                : chain.model().stream(prompt)
                        .contextWrite(FailoverDeadline.within(within))
                        .blockLast(Duration.ofSeconds(20));
    }
}
