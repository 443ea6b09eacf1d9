package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.provider.AbortableClients;
import io.github.llmfailover.provider.ClientBinding;
import io.github.llmfailover.provider.Exchange;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.anthropic.autoconfigure.AnthropicChatAutoConfiguration;
import org.springframework.ai.model.ollama.autoconfigure.OllamaApiAutoConfiguration;
import org.springframework.ai.model.ollama.autoconfigure.OllamaChatAutoConfiguration;
import org.springframework.ai.model.openai.autoconfigure.OpenAiChatAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.web.reactive.function.client.WebClient;

@Timeout(60)
class FailoverClientAutoConfigurationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ProviderSimulator simulator = ProviderSimulator.start();

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    FailoverClientAutoConfiguration.class,
                    ToolCallingAutoConfiguration.class,
                    OpenAiChatAutoConfiguration.class,
                    AnthropicChatAutoConfiguration.class,
                    OllamaApiAutoConfiguration.class,
                    OllamaChatAutoConfiguration.class))
            .withUserConfiguration(WebClients.class)
            .withPropertyValues(
                    "spring.ai.openai.base-url=" + simulator.baseUrl() + "/v1",
                    "spring.ai.openai.api-key=key",
                    "spring.ai.anthropic.base-url=" + simulator.baseUrl(),
                    "spring.ai.anthropic.api-key=key",
                    "spring.ai.ollama.base-url=" + simulator.baseUrl());

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openAiChatModel", "anthropicChatModel"})
    void call_abortedWithTheClientsRetriesOn_returnsAfterOneRequest(String bean) {
        contexts.run(context -> {
            simulator.always(Behavior.hangBeforeHeaders());
            Provider provider =
                    provider(context.getBean(bean, ChatModel.class), context.getBean(AbortableClients.class));
            assertThat(provider.abortsCalls()).isTrue();
            Exchange exchange = new Exchange(TimeSource.system());

            CompletableFuture<@Nullable Object> outcome = new CompletableFuture<>();
            new Thread(() -> {
                        try {
                            outcome.complete(provider.call(provider.promptFor(new Prompt("hello"), true), exchange));
                        } catch (RuntimeException e) {
                            outcome.complete(e);
                        }
                    })
                    .start();
            simulator.awaitRequest(0, PATIENCE);
            exchange.abort();

            assertThat(outcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(RuntimeException.class);
            simulator.awaitNoOpenExchanges(PATIENCE);
            assertThat(simulator.requestCount()).isEqualTo(1);
            assertThat(simulator.lastRequest().headers().toString()).doesNotContain("failover");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"openAiChatModel", "anthropicChatModel", "ollamaChatModel"})
    void stream_abortedWhileItHangs_closesItsConnection(String bean) {
        contexts.run(context -> {
            simulator.always(Behavior.hangAfterTokens(1));
            Provider provider =
                    provider(context.getBean(bean, ChatModel.class), context.getBean(AbortableClients.class));
            Exchange exchange = new Exchange(TimeSource.system());

            CompletableFuture<Throwable> outcome = new CompletableFuture<>();
            provider.stream(provider.promptFor(new Prompt("hello"), true), exchange)
                    .subscribe(chunk -> {}, outcome::complete);
            simulator.awaitRequest(0, PATIENCE);
            exchange.abort();

            assertThat(outcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
            simulator.awaitNoOpenExchanges(PATIENCE);
            assertThat(simulator.lastRequest().clientGone()).isTrue();
        });
    }

    @Test
    void bindingOf_clientBuiltByHandWithoutTheCustomizer_isNone() {
        contexts.withUserConfiguration(HandMade.class).run(context -> assertThat(
                        context.getBean(AbortableClients.class).bindingOf(context.getBean("handMade", ChatModel.class)))
                .isSameAs(ClientBinding.NONE));
    }

    @Test
    void abortableClients_layerSwitchedOff_leavesNoTrace() {
        contexts.withPropertyValues("llm.failover.enabled=false").run(context -> {
            assertThat(context).doesNotHaveBean(AbortableClients.class);
            assertThat(context).doesNotHaveBean(ClientWatch.class);
        });
    }

    private static Provider provider(ChatModel client, AbortableClients clients) {
        return new Provider(ProviderSettings.named("target"), client, clients.bindingOf(client));
    }

    @Configuration(proxyBeanMethods = false)
    static class WebClients {

        @Bean
        @Scope("prototype")
        WebClient.Builder webClientBuilder() {
            return WebClient.builder();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class HandMade {

        @Bean
        OpenAiChatModel handMade() {
            return OpenAiChatModel.builder()
                    .options(OpenAiChatOptions.builder().apiKey("key").build())
                    .build();
        }
    }
}
