package io.github.llmfailover.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.provider.AbortableClients;
import io.github.llmfailover.provider.Exchange;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.ollama.autoconfigure.OllamaApiAutoConfiguration;
import org.springframework.ai.model.ollama.autoconfigure.OllamaChatAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.ai.ollama.api.OllamaApi;
import org.springframework.ai.retry.autoconfigure.SpringAiRetryAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestClient;

/** The HTTP client below the auto-configured Ollama client: what it repeats, and whether it can be made to stop. */
@Timeout(60)
class OllamaHttpClientTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ProviderSimulator simulator = ProviderSimulator.start();

    @AfterEach
    void stop() {
        simulator.close();
    }

    private <R extends AbstractApplicationContextRunner<R, ?, ?>> R with(R shape) {
        return shape.withConfiguration(AutoConfigurations.of(
                        FailoverClientAutoConfiguration.class,
                        FailoverOllamaAutoConfiguration.class,
                        HttpClientAutoConfiguration.class,
                        ImperativeHttpClientAutoConfiguration.class,
                        OllamaApiAutoConfiguration.class,
                        OllamaChatAutoConfiguration.class,
                        RestClientAutoConfiguration.class,
                        SpringAiRetryAutoConfiguration.class,
                        ToolCallingAutoConfiguration.class,
                        WebClientAutoConfiguration.class))
                .withPropertyValues(
                        "spring.ai.retry.max-attempts=0", "spring.ai.ollama.base-url=" + simulator.baseUrl());
    }

    private int requestsOfACallThatFails(ApplicationContext context, int status) {
        simulator.always(Behavior.status(status));
        ChatModel client = context.getBean("ollamaChatModel", ChatModel.class);
        assertThatThrownBy(() -> client.call("hello")).isInstanceOf(RuntimeException.class);
        return simulator.requestCount();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void failedCall_inAnApplicationThatIsNotReactive_reachesTheProviderOnce(int status) {
        with(new ApplicationContextRunner()).run(context -> assertThat(requestsOfACallThatFails(context, status))
                .isEqualTo(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void failedCall_inAReactiveApplication_reachesTheProviderOnce(int status) {
        with(new ReactiveWebApplicationContextRunner())
                .run(context ->
                        assertThat(requestsOfACallThatFails(context, status)).isEqualTo(1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void callThatHangs_abortedFromOutside_closesItsConnection(boolean reactive) {
        if (reactive) {
            with(new ReactiveWebApplicationContextRunner()).run(this::abortACallThatHangs);
        } else {
            with(new ApplicationContextRunner()).run(this::abortACallThatHangs);
        }
    }

    private void abortACallThatHangs(ApplicationContext context) throws Exception {
        for (Behavior hang : List.of(Behavior.hangBeforeHeaders(), Behavior.hangAfterHeaders())) {
            simulator.clearLog();
            simulator.always(hang);
            ChatModel client = context.getBean("ollamaChatModel", ChatModel.class);
            Provider provider = new Provider(
                    ProviderSettings.named("ollama"),
                    client,
                    context.getBean(AbortableClients.class).bindingOf(client));
            Exchange exchange = new Exchange(TimeSource.system());
            CompletableFuture<?> call = CompletableFuture.runAsync(
                    () -> provider.call(provider.promptFor(new Prompt("hello"), true), exchange));
            simulator.awaitRequest(0, PATIENCE);

            exchange.abort();

            assertThatThrownBy(() -> call.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class);
            simulator.awaitNoOpenExchanges(PATIENCE);
            assertThat(simulator.lastRequest().clientGone()).isTrue();
        }
    }

    /** Without which the others would prove nothing. */
    @Test
    void failedCall_layerSwitchedOff_isRepeated() {
        with(new ApplicationContextRunner())
                .withPropertyValues("llm.failover.enabled=false")
                .run(context ->
                        assertThat(requestsOfACallThatFails(context, 503)).isEqualTo(2));
    }

    @Test
    void otherRestClients_keepTheirRetries() {
        with(new ApplicationContextRunner()).run(context -> {
            context.getBean(OllamaApi.class);
            simulator.always(Behavior.status(503));
            RestClient other = context.getBean(RestClient.Builder.class)
                    .baseUrl(simulator.baseUrl())
                    .build();

            assertThatThrownBy(() -> other.post()
                            .uri("/api/chat")
                            .body(
                                    "{\"model\":\"any\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":false}")
                            .retrieve()
                            .toBodilessEntity())
                    .isInstanceOf(HttpServerErrorException.class);

            assertThat(simulator.requestCount()).isEqualTo(2);
        });
    }

    @Test
    void requestFactoryThatTheApplicationCustomizes_hasTheLastWord() {
        with(new ApplicationContextRunner())
                .withUserConfiguration(OwnRequestFactory.class)
                .run(context ->
                        assertThat(requestsOfACallThatFails(context, 503)).isEqualTo(2));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnRequestFactory {

        @Bean
        RestClientCustomizer ownRequestFactory() {
            return builder -> builder.requestFactory(
                    ClientHttpRequestFactoryBuilder.httpComponents().build());
        }
    }
}
