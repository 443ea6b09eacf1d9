package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureClassifier;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/** An application that knows what its gateway means by a 400. */
@Timeout(60)
class OwnClassifierTest {

    private static final Prompt PROMPT = new Prompt("hi");

    private final ProviderSimulator gateway = ProviderSimulator.start();

    private final ProviderSimulator second = ProviderSimulator.start();

    private final ApplicationContextRunner application = Runners.empty()
            .withPropertyValues(
                    "llm.failover.chain=gateway,second",
                    "llm.failover.providers.gateway.client.type=ollama",
                    "llm.failover.providers.gateway.client.base-url=" + gateway.baseUrl(),
                    "llm.failover.providers.second.client.type=openai",
                    "llm.failover.providers.second.client.base-url=" + second.baseUrl() + "/v1",
                    "llm.failover.providers.second.client.api-key=key");

    @AfterEach
    void stop() {
        gateway.close();
        second.close();
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void specialCode_understoodByTheApplication_isARateLimitWithItsOwnTime(boolean streamed) {
        gateway.always(Behavior.status(400, "{\"code\":\"E-4711\"}"));
        application.withUserConfiguration(Classifiers.class).run(context -> {
            FailoverReport report = ask(context.getBean(FailoverChatModel.class), streamed);

            assertThat(report.provider()).isEqualTo("second");
            assertThat(report.attempts())
                    .extracting(AttemptReport::failure)
                    .containsExactly(FailureKind.RATE_LIMITED, null);
            ProviderHealth health = context.getBean(ProviderHealths.class).get("gateway");
            assertThat(health.state()).isEqualTo(ProviderState.RESTING);
            assertThat(Duration.ofNanos(health.nanosUntilAvailable(null)))
                    .isBetween(Duration.ofMinutes(3), Duration.ofMinutes(4));
        });
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void otherCode_whichTheApplicationLeavesAlone_isWhatItAlwaysIs(boolean streamed) {
        gateway.always(Behavior.modelNotFound());
        application.withUserConfiguration(Classifiers.class).run(context -> assertThat(
                        ask(context.getBean(FailoverChatModel.class), streamed)
                                .attempts()
                                .get(0)
                                .failure())
                .isEqualTo(FailureKind.MODEL_NOT_FOUND));
    }

    private static FailoverReport ask(FailoverChatModel model, boolean streamed) {
        ChatResponse response = streamed ? model.stream(PROMPT).blockLast(Duration.ofSeconds(20)) : model.call(PROMPT);
        return FailoverReport.of(response);
    }

    @Configuration(proxyBeanMethods = false)
    static class Classifiers {

        /** Of a response to a call the body is in the cause, of one to a stream in the exception itself. */
        @Bean
        @Order(1)
        FailureClassifier gatewayClassifier() {
            return error -> {
                String body = error instanceof WebClientResponseException streamed
                        ? streamed.getResponseBodyAsString()
                        : error.getCause() instanceof RestClientResponseException called
                                ? called.getResponseBodyAsString()
                                : "";
                return body.contains("E-4711")
                        ? new Failure(FailureKind.RATE_LIMITED, error, 400, Duration.ofMinutes(4))
                        : null;
            };
        }

        /** Comes too late to say anything. */
        @Bean
        @Order(2)
        FailureClassifier lateClassifier() {
            return new FailureClassifier() {
                @Override
                public @Nullable Failure classify(Throwable error) {
                    String message = String.valueOf(error.getMessage());
                    return message.contains("E-4711") ? Failure.of(FailureKind.MALFORMED, error) : null;
                }
            };
        }
    }
}
