package io.github.llmfailover.actuate;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.autoconfigure.FailoverActuatorAutoConfiguration;
import io.github.llmfailover.failure.Failure;
import io.github.llmfailover.failure.FailureKind;
import io.github.llmfailover.health.Claim;
import io.github.llmfailover.health.HealthSettings;
import io.github.llmfailover.health.Permit;
import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.time.VirtualTime;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/** A running WebFlux application with Actuator and three providers, asked over HTTP. */
final class ActuatorApp implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final List<String> DEFAULTS = List.of(
            "--server.port=0",
            // Reactor Netty may lose a request that arrives while the one before it is still being concluded.
            "--server.netty.max-keep-alive-requests=1",
            "--llm.failover.enabled=false",
            "--spring.ai.model.chat=none",
            "--spring.ai.model.embedding=none",
            "--spring.ai.model.image=none",
            "--spring.ai.model.moderation=none",
            "--spring.ai.model.audio.speech=none",
            "--spring.ai.model.audio.transcription=none",
            "--management.endpoints.web.exposure.include=health,llmfailover",
            "--management.endpoint.health.show-details=always");

    private final ConfigurableApplicationContext context;

    private final HttpClient client = HttpClient.newHttpClient();

    ActuatorApp(String... properties) {
        context = SpringApplication.run(
                App.class,
                Stream.concat(DEFAULTS.stream(), Stream.of(properties)).toArray(String[]::new));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        String port = context.getEnvironment().getProperty("local.server.port");
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return client.send(HttpRequest.newBuilder(uri).timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    VirtualTime time() {
        return context.getBean(VirtualTime.class);
    }

    void fail(String provider, FailureKind kind) {
        acquire(provider).failed(Failure.of(kind), kind.defaultReaction(), 1, false);
    }

    /** Fails until the breaker opens, whatever successes its window still holds. */
    void breakProvider(String provider) {
        ProviderHealth health = context.getBean(ProviderHealths.class).get(provider);
        for (int i = 0; i < 20 && health.state() == ProviderState.CLOSED; i++) {
            fail(provider, FailureKind.SERVER_ERROR);
        }
    }

    void rest(String provider) {
        fail(provider, FailureKind.QUOTA_EXHAUSTED);
    }

    /** Lets every provider recover. */
    void heal() {
        time().advance(Duration.ofMinutes(11));
        for (ProviderHealth health :
                context.getBean(ProviderHealths.class).all().values()) {
            for (int probe = 0; probe < 3; probe++) {
                acquire(health.name()).succeeded(1, 1, 0, 0);
            }
        }
    }

    Permit acquire(String provider) {
        ProviderHealths healths = context.getBean(ProviderHealths.class);
        return Objects.requireNonNull(healths.get(provider).tryAcquire(null, Claim.FAIR));
    }

    @Override
    public void close() {
        context.close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @ImportAutoConfiguration(FailoverActuatorAutoConfiguration.class)
    static class App {

        /** Its own: an application that closes disposes of what is shared, under the feet of the next one. */
        @Bean
        ReactorResourceFactory reactorResourceFactory() {
            ReactorResourceFactory resources = new ReactorResourceFactory();
            resources.setUseGlobalResources(false);
            return resources;
        }

        @Bean
        VirtualTime virtualTime() {
            return new VirtualTime();
        }

        @Bean
        ProviderHealths providerHealths(VirtualTime time, ObjectProvider<FailoverListener> listeners) {
            return ProviderHealths.create(
                    List.of(
                            HealthSettings.named("openai"),
                            HealthSettings.named("anthropic"),
                            HealthSettings.named("ollama")),
                    CircuitBreakerRegistry.ofDefaults(),
                    time,
                    new Random(1),
                    listeners.stream()
                            .filter(RecentEvents.class::isInstance)
                            .findFirst()
                            .orElse(FailoverListener.NONE));
        }

        @Bean
        ProviderCurrencies currencies() {
            return provider -> provider.equals("openai") ? "EUR" : null;
        }

        @Bean
        ChainNames chainNames() {
            Map<String, List<String>> chains = new LinkedHashMap<>();
            chains.put("default", List.of("openai", "anthropic"));
            chains.put("cheap", List.of("ollama", "openai"));
            return () -> chains;
        }
    }
}
