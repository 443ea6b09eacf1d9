package io.github.llmfailover.field;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.autoconfigure.Runners;
import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import io.github.llmfailover.test.RecordedRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** What is configured has its effect: what users of other failover layers found to have none. */
@Timeout(60)
class FieldConfigurationBugsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Prompt PROMPT =
            new Prompt(List.of(new SystemMessage("Du bist ein Pirat."), new UserMessage("Erzähl.")));

    private final ProviderSimulator first =
            ProviderSimulator.builder().name("first").start();

    private final ProviderSimulator second =
            ProviderSimulator.builder().name("second").start();

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private ApplicationContextRunner application(String... properties) {
        return Runners.empty()
                .withPropertyValues(
                        "llm.failover.chain=first,second",
                        "llm.failover.retry.max=0",
                        "llm.failover.providers.first.client.type=openai",
                        "llm.failover.providers.first.client.base-url=" + first.baseUrl() + "/v1",
                        "llm.failover.providers.first.client.api-key=key",
                        "llm.failover.providers.second.client.type=anthropic",
                        "llm.failover.providers.second.client.base-url=" + second.baseUrl(),
                        "llm.failover.providers.second.client.api-key=key")
                .withPropertyValues(properties);
    }

    @ParameterizedTest
    @CsvSource({
        "llm.failover.circuit-breaker.minimum-number-of-calls=2,           2",
        "llm.failover.providers.first.circuit-breaker.minimum-number-of-calls=3, 3",
        "llm.failover.circuit-breaker.sliding-window-size=4,               4",
        "llm.failover.circuit-breaker.open-duration=20s,                   5",
    })
    void breaker_configured_opensWhenItIsToldTo(String property, int failures) {
        first.always(Behavior.serverError());
        application(property).run(context -> {
            for (int i = 1; i <= failures; i++) {
                assertThat(health(context).state()).as("before failure " + i).isEqualTo(ProviderState.CLOSED);
                ask(context, CallMode.CALL);
            }

            assertThat(health(context).state()).isEqualTo(ProviderState.OPEN);
            ask(context, CallMode.CALL);
            assertThat(first.requestCount()).as("asked while open").isEqualTo(failures);
        });
    }

    @Test
    void breaker_configuredRate_opensAtThatRate() {
        first.next(Behavior.healthy(), Behavior.healthy(), Behavior.healthy(), Behavior.serverError());
        application(
                        "llm.failover.circuit-breaker.minimum-number-of-calls=4",
                        "llm.failover.circuit-breaker.failure-rate-threshold=25",
                        "llm.failover.circuit-breaker.open-duration=40s")
                .run(context -> {
                    for (int i = 0; i < 4; i++) {
                        ask(context, CallMode.CALL);
                    }

                    assertThat(health(context).state()).isEqualTo(ProviderState.OPEN);
                    assertThat(Duration.ofNanos(health(context).nanosUntilAvailable(null)))
                            .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(40));
                });
    }

    @ParameterizedTest
    @EnumSource(CallMode.class)
    void contentFilter_toFailOver_doesSoForCallsAndStreams(CallMode mode) {
        first.always(Behavior.contentFiltered());
        application("llm.failover.content-filter=fail-over").run(context -> {
            FailoverReport report = FailoverReport.of(ask(context, mode));

            assertThat(report.provider()).isEqualTo("second");
            assertThat(report.attempts().get(0).failure()).isEqualTo(FailureKind.CONTENT_FILTERED);
            assertThat(first.lastRequest().streaming()).isEqualTo(mode == CallMode.STREAM);
        });
    }

    /** A refusal may also come as an answer that ends so. */
    @ParameterizedTest
    @EnumSource(CallMode.class)
    void contentFilterAsFinishReason_toFailOver_doesSoForCallsAndStreams(CallMode mode) {
        first.answers(Answer.tokens("").withFinishReason("content_filter"));
        application("llm.failover.content-filter=fail-over").run(context -> {
            FailoverReport report = FailoverReport.of(ask(context, mode));

            assertThat(report.provider()).isEqualTo("second");
            assertThat(report.attempts().get(0).failure()).isEqualTo(FailureKind.CONTENT_FILTERED);
        });
    }

    @Test
    void continuationInstruction_configured_isTheOnlyOneThatIsSaid() {
        first.answers(Answer.tokens("Es ", "war ", "einmal ", "ein ", "alter ", "Pirat."));
        first.always(Behavior.closeAfterTokens(5));
        second.answers(Answer.text("Es war einmal ein alter Pirat."));
        application("llm.failover.streaming.continuation-instruction=Fahre fort nach: {anchor}")
                .run(context -> {
                    ask(context, CallMode.STREAM);

                    List<RecordedRequest.Message> messages =
                            second.lastRequest().messages();
                    assertThat(messages.get(messages.size() - 1).text())
                            .startsWith("Fahre fort nach: ")
                            .endsWith("alter ");
                    assertThat(second.lastRequest().body().path("system").toString())
                            .contains("Du bist ein Pirat.")
                            .hasSizeLessThan(100);
                    assertThat(second.lastRequest().body().toString()).doesNotContain("Continue");
                });
    }

    private static ChatResponse ask(ApplicationContext context, CallMode mode) {
        FailoverChatModel model = context.getBean(FailoverChatModel.class);
        return mode == CallMode.CALL ? model.call(PROMPT) : model.stream(PROMPT).blockLast(PATIENCE);
    }

    private static ProviderHealth health(ApplicationContext context) {
        return context.getBean(ProviderHealths.class).get("first");
    }
}
