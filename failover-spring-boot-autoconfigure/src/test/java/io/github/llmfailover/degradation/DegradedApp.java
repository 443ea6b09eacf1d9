package io.github.llmfailover.degradation;

import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverException;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.autoconfigure.FailoverDegradationAutoConfiguration;
import io.github.llmfailover.autoconfigure.FailoverObservationAutoConfiguration;
import io.github.llmfailover.autoconfigure.Runners;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import java.time.Duration;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** An application over two simulated providers, with the real clients of OpenAI and Anthropic. */
final class DegradedApp implements AutoCloseable {

    static final String DEGRADATION = "llm.failover.degradation.";

    final ProviderSimulator first = ProviderSimulator.start();

    final ProviderSimulator second = ProviderSimulator.start();

    ApplicationContextRunner with(String... properties) {
        return Runners.empty()
                .withConfiguration(AutoConfigurations.of(
                        FailoverDegradationAutoConfiguration.class, FailoverObservationAutoConfiguration.class))
                .withPropertyValues(
                        "llm.failover.chain=first,second",
                        "llm.failover.retry.max=0",
                        // The machine may be busy; that is not what is tested here.
                        DEGRADATION + "time-limit=60s",
                        DEGRADATION + "grace=60s",
                        DEGRADATION + "cache.time-limit=30s",
                        DEGRADATION + "similar.time-limit=30s",
                        DEGRADATION + "rules.time-limit=30s",
                        "llm.failover.providers.first.client.type=openai",
                        "llm.failover.providers.first.client.base-url=" + first.baseUrl() + "/v1",
                        "llm.failover.providers.first.client.api-key=key",
                        "llm.failover.providers.second.client.type=anthropic",
                        "llm.failover.providers.second.client.base-url=" + second.baseUrl(),
                        "llm.failover.providers.second.client.api-key=key")
                .withPropertyValues(properties);
    }

    void breakAll() {
        always(Behavior.serverError());
    }

    void always(Behavior behavior) {
        first.always(behavior);
        second.always(behavior);
    }

    void heal() {
        first.heal();
        second.heal();
    }

    static ChatResponse call(ChatModel model, Prompt prompt) {
        return model.call(prompt);
    }

    static ChatResponse stream(ChatModel model, Prompt prompt) {
        ChatResponse last = model.stream(prompt).blockLast(Duration.ofSeconds(30));
        if (last == null) {
            throw new AssertionError("The stream was empty");
        }
        return last;
    }

    static Prompt of(String scope, String question) {
        return new Prompt(
                question, FailoverChatOptions.builder().cacheScope(scope).build());
    }

    static FailoverReport report(ChatResponse response) {
        FailoverReport report = FailoverReport.of(response);
        if (report == null) {
            throw new AssertionError("There is no report");
        }
        return report;
    }

    static String text(ChatResponse response) {
        return String.valueOf(response.getResult().getOutput().getText());
    }

    static Class<? extends FailoverException> failureOf(ChatResponse response) {
        return report(response).degradation().failure().getClass();
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
