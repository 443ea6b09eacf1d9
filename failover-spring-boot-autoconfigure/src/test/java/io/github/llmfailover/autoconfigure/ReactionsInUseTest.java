package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.RequestRejectedException;
import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** That a reaction which somebody writes changes what a call does, with real clients. */
@Timeout(60)
class ReactionsInUseTest {

    private static final Prompt PROMPT = new Prompt("hi");

    private final ProviderSimulator first = ProviderSimulator.start();

    private final ProviderSimulator second = ProviderSimulator.start();

    private final ApplicationContextRunner application = Runners.empty()
            .withPropertyValues(
                    "llm.failover.chain=first,second",
                    "llm.failover.retry.backoff=1ms",
                    "llm.failover.providers.first.client.type=openai",
                    "llm.failover.providers.first.client.base-url=" + first.baseUrl() + "/v1",
                    "llm.failover.providers.first.client.api-key=key",
                    "llm.failover.providers.second.client.type=anthropic",
                    "llm.failover.providers.second.client.base-url=" + second.baseUrl(),
                    "llm.failover.providers.second.client.api-key=key");

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    @Test
    void serverError_withoutRetry_goesToTheNextAtOnce() {
        first.always(Behavior.serverError());
        application.run(context -> {
            context.getBean(FailoverChatModel.class).call(PROMPT);
            assertThat(first.requestCount()).as("by default").isEqualTo(2);
        });
        first.clearLog();
        application
                .withPropertyValues("llm.failover.reactions.server-error.retry=false")
                .run(context -> {
                    context.getBean(FailoverChatModel.class).call(PROMPT);
                    assertThat(first.requestCount()).isEqualTo(1);
                });
    }

    @Test
    void serverError_toldToStop_isHandedToTheCaller() {
        first.always(Behavior.serverError());
        application
                .withPropertyValues("llm.failover.reactions.server-error.next=stop")
                .run(context -> {
                    assertThatExceptionOfType(RequestRejectedException.class)
                            .isThrownBy(() ->
                                    context.getBean(FailoverChatModel.class).call(PROMPT));
                    assertThat(second.requestCount()).isZero();
                });
    }

    @Test
    void serverError_thatDoesNotCount_opensNoBreaker() {
        first.always(Behavior.serverError());
        application
                .withPropertyValues("llm.failover.reactions.server-error.counts-for-breaker=false")
                .run(context -> {
                    for (int i = 0; i < 12; i++) {
                        context.getBean(FailoverChatModel.class).call(PROMPT);
                    }
                    assertThat(health(context.getBean(ProviderHealths.class)).state())
                            .isEqualTo(ProviderState.CLOSED);
                });
    }

    @Test
    void overloaded_withRetryAfterRespected_restsTheProvider() {
        first.always(Behavior.overloaded().and(Behavior.withHeader("Retry-After", "300")));
        application
                .withPropertyValues("llm.failover.reactions.overloaded.respect-retry-after=true")
                .run(context -> {
                    context.getBean(FailoverChatModel.class).call(PROMPT);
                    assertThat(restOfFirst(context.getBean(ProviderHealths.class)))
                            .isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
                });
    }

    @Test
    void rateLimit_withARestOfItsOwn_restsThatLongWhateverTheProviderSays() {
        first.always(Behavior.rateLimited());
        application
                .withPropertyValues(
                        "llm.failover.reactions.rate-limited.rest=1h",
                        "llm.failover.reactions.rate-limited.respect-retry-after=false")
                .run(context -> {
                    context.getBean(FailoverChatModel.class).call(PROMPT);
                    assertThat(restOfFirst(context.getBean(ProviderHealths.class)))
                            .isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
                });
    }

    @Test
    void contentFilter_written_letsAnotherProviderAnswer() {
        first.always(Behavior.contentFiltered());
        application
                .withPropertyValues("llm.failover.reactions.content-filtered.next=next-provider")
                .run(context -> {
                    FailoverReport report = FailoverReport.of(
                            context.getBean(FailoverChatModel.class).call(PROMPT));
                    assertThat(report.provider()).isEqualTo("second");
                    assertThat(report.attempts().get(0).failure()).isEqualTo(FailureKind.CONTENT_FILTERED);
                });
    }

    private static ProviderHealth health(ProviderHealths healths) {
        return healths.get("first");
    }

    private static Duration restOfFirst(ProviderHealths healths) {
        return Duration.ofNanos(health(healths).nanosUntilAvailable(null));
    }
}
