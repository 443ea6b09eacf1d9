package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.test.Behavior;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/** Every way in which a first provider can be hard down, over three wires, in call and in stream. */
@Timeout(60)
class FirstProviderDownTest {

    enum Fault {
        REFUSED(Behavior.refuse()),
        RESET(Behavior.resetBeforeHeaders()),
        CLOSED(Behavior.closeBeforeHeaders()),
        STATUS_500(Behavior.serverError()),
        STATUS_503(Behavior.status(503)),
        STATUS_529(Behavior.status(529)),
        UNAUTHORIZED(Behavior.unauthorized()),
        FORBIDDEN(Behavior.status(403)),
        NO_SUCH_MODEL(Behavior.modelNotFound()),
        RATE_LIMITED(Behavior.rateLimited()),
        NO_CREDIT(Behavior.paymentRequired()),
        HTML(Behavior.html()),
        EMPTY_BODY(Behavior.emptyBody()),
        EMPTY_ANSWER(Behavior.emptyAnswer()),
        NO_CHOICES(Behavior.noChoices()),
        HANG_BEFORE_HEADERS(Behavior.hangBeforeHeaders()),
        HANG_AFTER_HEADERS(Behavior.hangAfterHeaders());

        private final Behavior behavior;

        Fault(Behavior behavior) {
            this.behavior = behavior;
        }
    }

    static Stream<Arguments> everyFaultOnEveryWireInBothModes() {
        return Stream.of(Fault.values()).flatMap(fault -> Stream.of(LiveClient.values())
                .flatMap(client -> Stream.of(CallMode.values()).map(mode -> Arguments.of(fault, client, mode))));
    }

    @ParameterizedTest
    @MethodSource("everyFaultOnEveryWireInBothModes")
    void firstProviderDown_call_isAnsweredByTheNext(Fault fault, LiveClient first, CallMode mode) {
        try (LiveChain chain = new LiveChain(first, first.next())) {
            chain.simulator(0).always(fault.behavior);
            if (fault.name().startsWith("HANG")) {
                chain.passLimitsOnceAsked(0);
            }

            Answer answer = ask(chain, mode);

            assertThat(answer.text).isEqualTo("Hello from " + first.next().provider() + ".");
            assertThat(answer.report.provider()).isEqualTo(first.next().provider());
            assertThat(answer.report.failedOver()).isTrue();
            assertThat(answer.report.attempts()).hasSize(2);
            assertThat(answer.report.attempts().get(0).failure())
                    .as("understood")
                    .isNotNull()
                    .isNotEqualTo(FailureKind.UNKNOWN);
            assertThat(chain.healths().get(first.provider()).snapshot().inFlight())
                    .isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("everyWireInBothModes")
    void firstProvider_breakerOpen_costsNothingUntilItHeals(LiveClient first, CallMode mode) {
        try (LiveChain chain = new LiveChain(first, first.next())) {
            chain.simulator(0).always(Behavior.serverError());
            for (int i = 0; i < 5; i++) {
                ask(chain, mode);
            }
            assertThat(chain.healths().get(first.provider()).state()).isEqualTo(ProviderState.OPEN);
            int asked = chain.simulator(0).requestCount();

            FailoverReport whileOpen = ask(chain, mode).report;
            assertThat(whileOpen.attempts()).hasSize(1);
            assertThat(whileOpen.failedOver()).isTrue();
            assertThat(chain.simulator(0).requestCount()).isEqualTo(asked);

            chain.simulator(0).heal();
            chain.time().jump(Duration.ofMinutes(2));
            for (int i = 0; i < 3; i++) {
                assertThat(ask(chain, mode).report.provider()).isEqualTo(first.provider());
            }
            assertThat(chain.healths().get(first.provider()).state()).isEqualTo(ProviderState.CLOSED);
        }
    }

    static Stream<Arguments> everyWireInBothModes() {
        return Stream.of(LiveClient.values())
                .flatMap(client -> Stream.of(CallMode.values()).map(mode -> Arguments.of(client, mode)));
    }

    private static Answer ask(LiveChain chain, CallMode mode) {
        Prompt prompt = new Prompt("Who are you?");
        if (mode == CallMode.CALL) {
            ChatResponse response = chain.model().call(prompt);
            return new Answer(response.getResult().getOutput().getText(), FailoverReport.of(response));
        }
        List<ChatResponse> chunks = chain.model().stream(prompt).collectList().block(Duration.ofSeconds(20));
        String text = chunks.stream()
                .filter(chunk -> chunk.getResult() != null)
                .map(chunk -> chunk.getResult().getOutput().getText())
                .filter(part -> part != null)
                .collect(Collectors.joining());
        return new Answer(text, FailoverReport.of(chunks.get(chunks.size() - 1)));
    }

    private record Answer(String text, FailoverReport report) {}
}
