package io.github.llmfailover.refresh;

import io.github.llmfailover.ConfigurationRefreshedEvent;
import io.github.llmfailover.ConfigurationRefusedEvent;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.test.ProviderSimulator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

/** An application whose configuration is a file, with Spring Cloud Context, Actuator and the gateway, and real clients. */
final class RefreshedApp implements AutoCloseable {

    final ProviderSimulator first = ProviderSimulator.builder().name("first").start();

    final ProviderSimulator second = ProviderSimulator.builder().name("second").start();

    final Map<String, String> properties = new TreeMap<>();

    private final Map<String, String> asStarted;

    final ConfigurableApplicationContext context;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Path file;

    private final int port;

    /** Starts it with the two providers, {@code first} and {@code second}. */
    RefreshedApp(Path directory, String... more) {
        file = directory.resolve("app.properties");
        put("server.port", "0");
        put("server.address", "127.0.0.1");
        put("spring.main.banner-mode", "off");
        put("spring.reactor.netty.shutdown-quiet-period", "0s");
        for (String kind : List.of("chat", "embedding", "image", "moderation", "audio.speech", "audio.transcription")) {
            put("spring.ai.model." + kind, "none");
        }
        put("management.endpoints.web.exposure.include", "*");
        put("management.endpoint.health.show-components", "always");
        put("llm.failover.gateway.enabled", "true");
        put("llm.failover.chain", "first,second");
        put("llm.failover.retry.max", "0");
        put("llm.failover.when-unavailable", "fail");
        put("llm.failover.circuit-breaker.open-duration", "10m");
        put("llm.failover.circuit-breaker.max-open-duration", "10m");
        provider("first", "openai", first.baseUrl() + "/v1");
        provider("second", "anthropic", second.baseUrl());
        for (String property : more) {
            int equals = property.indexOf('=');
            put(property.substring(0, equals), property.substring(equals + 1));
        }
        asStarted = new TreeMap<>(properties);
        write();
        context = new SpringApplicationBuilder(App.class)
                .web(WebApplicationType.REACTIVE)
                .run("--spring.config.location=" + file.toUri());
        port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    void provider(String name, String type, String url) {
        String prefix = "llm.failover.providers." + name + ".";
        put(prefix + "client.type", type);
        put(prefix + "client.base-url", url);
        put(prefix + "client.api-key", "key-of-" + name);
        put(prefix + "model", "model-of-" + name);
    }

    RefreshedApp put(String property, String value) {
        properties.put(property, value);
        return this;
    }

    RefreshedApp remove(String prefix) {
        properties.keySet().removeIf(name -> name.startsWith(prefix));
        return this;
    }

    /** Goes back to the configuration that it was started with, and forgets what it knows of the providers. */
    void reset() {
        first.heal();
        second.heal();
        setTo(asStarted);
        remove("llm.failover.providers.first")
                .put("llm.failover.chain", "second")
                .refresh();
        setTo(asStarted);
        remove("llm.failover.providers.second")
                .put("llm.failover.chain", "first")
                .refresh();
        setTo(asStarted);
        refresh();
        first.clearLog();
        second.clearLog();
        told().refreshed.clear();
        told().refused.clear();
    }

    private void setTo(Map<String, String> wanted) {
        properties.clear();
        properties.putAll(wanted);
    }

    private void write() {
        try {
            Files.writeString(
                    file,
                    properties.entrySet().stream()
                            .map(property -> property.getKey() + "=" + property.getValue())
                            .collect(Collectors.joining("\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the configuration and asks the application to take it, as an operator does. */
    HttpResponse<String> refresh() {
        write();
        return send(request("/actuator/refresh").POST(BodyPublishers.noBody()));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    String get(String path) {
        return send(request(path).GET()).body();
    }

    ChatModel model() {
        return context.getBean(ChatModel.class);
    }

    /** Asks, and returns who answered. */
    String ask() {
        return Objects.requireNonNull(
                FailoverReport.of(model().call(new Prompt("hello"))).provider());
    }

    ProviderHealths healths() {
        return context.getBean(ProviderHealths.class);
    }

    ProviderState state(String provider) {
        return healths().get(provider).state();
    }

    SimpleMeterRegistry meters() {
        return context.getBean(SimpleMeterRegistry.class);
    }

    App told() {
        return context.getBean(App.class);
    }

    @Override
    public void close() {
        context.close();
        first.close();
        second.close();
    }

    @EnableAutoConfiguration
    static class App {

        final List<ConfigurationRefreshedEvent> refreshed = new CopyOnWriteArrayList<>();

        final List<ConfigurationRefusedEvent> refused = new CopyOnWriteArrayList<>();

        @Bean
        SimpleMeterRegistry meters() {
            return new SimpleMeterRegistry();
        }

        @EventListener
        void on(ConfigurationRefreshedEvent event) {
            refreshed.add(event);
        }

        @EventListener
        void on(ConfigurationRefusedEvent event) {
            refused.add(event);
        }
    }
}
