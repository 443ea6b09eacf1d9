package io.github.llmfailover.operations;

import io.github.llmfailover.ProviderState;
import io.github.llmfailover.health.HealthSnapshot;
import io.github.llmfailover.health.ProviderHealths;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.ProviderSimulator;
import io.github.llmfailover.time.ShiftableTime;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.audit.AuditEventRepository;
import org.springframework.boot.actuate.audit.InMemoryAuditEventRepository;
import org.springframework.boot.actuate.audit.listener.AuditListener;
import org.springframework.boot.actuate.autoconfigure.audit.AuditAutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A WebFlux application with the real clients of OpenAI, Anthropic and Ollama over sockets, operated over HTTP. */
final class OperatedApp implements AutoCloseable {

    static final String WRITABLE = "management.endpoint.llmfailover.access=unrestricted";

    static final String KEY = "key-canary";

    static final List<String> PROVIDERS = List.of("openai", "anthropic", "ollama");

    private final Map<String, ProviderSimulator> simulators = new LinkedHashMap<>();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final ConfigurableApplicationContext context;

    private final String base;

    OperatedApp(String... properties) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("server.port", "0");
        all.put("server.address", "127.0.0.1");
        all.put("spring.main.banner-mode", "off");
        all.put("spring.config.name", "none");
        all.put("spring.reactor.netty.shutdown-quiet-period", "0s");
        // Reactor Netty may lose a request that arrives while the one before it is still being concluded.
        all.put("server.netty.max-keep-alive-requests", "1");
        all.put("management.endpoints.web.exposure.include", "health,llmfailover");
        all.put("management.endpoint.health.show-details", "always");
        for (String kind : List.of("chat", "embedding", "image", "moderation", "audio.speech", "audio.transcription")) {
            all.put("spring.ai.model." + kind, "none");
        }
        all.put("llm.failover.chain", String.join(",", PROVIDERS));
        all.put("llm.failover.retry.max", "0");
        for (String name : PROVIDERS) {
            ProviderSimulator simulator = ProviderSimulator.builder().name(name).start();
            simulator.answers(Answer.text("I am " + name + " and answer at length"));
            simulators.put(name, simulator);
            String prefix = "llm.failover.providers." + name + ".client.";
            all.put(prefix + "type", name);
            all.put(prefix + "base-url", simulator.baseUrl() + (name.equals("openai") ? "/v1" : ""));
            if (!name.equals("ollama")) {
                all.put(prefix + "api-key", KEY);
            }
            all.put("llm.failover.providers." + name + ".model", name + "-model");
        }
        for (String property : properties) {
            int equals = property.indexOf('=');
            all.put(property.substring(0, equals), property.substring(equals + 1));
        }
        context = new SpringApplicationBuilder(App.class)
                .web(WebApplicationType.REACTIVE)
                .properties(all)
                .run();
        base = "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port") + "/actuator/";
    }

    ProviderSimulator simulator(String provider) {
        ProviderSimulator simulator = simulators.get(provider);
        if (simulator == null) {
            throw new IllegalArgumentException(provider);
        }
        return simulator;
    }

    ChatModel model() {
        return context.getBean("failoverChatModel", ChatModel.class);
    }

    ShiftableTime time() {
        return context.getBean(ShiftableTime.class);
    }

    MeterRegistry meters() {
        return context.getBean(MeterRegistry.class);
    }

    AuditEventRepository audit() {
        return context.getBean(AuditEventRepository.class);
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    ProviderState state(String provider) {
        return context.getBean(ProviderHealths.class).get(provider).state();
    }

    HealthSnapshot snapshot(String provider) {
        return context.getBean(ProviderHealths.class).get(provider).snapshot();
    }

    HttpResponse<String> get(String path) {
        return send(request(path));
    }

    JsonNode json(String path) {
        return JsonMapper.shared().readTree(get(path).body());
    }

    HttpResponse<String> post(String path, String body) {
        return send(posting(path, body));
    }

    CompletableFuture<HttpResponse<String>> postLater(String path, String body) {
        return client.sendAsync(posting(path, body).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder posting(String path, String body) {
        return request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(60));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        context.close();
        simulators.values().forEach(ProviderSimulator::close);
    }

    /** Boot's own configuration of the audit wants Spring Security, which is not here. */
    @EnableAutoConfiguration(exclude = AuditAutoConfiguration.class)
    static class App {

        /** Its own: an application that closes disposes of what is shared, under the feet of the next one. */
        @Bean
        ReactorResourceFactory reactorResourceFactory() {
            ReactorResourceFactory resources = new ReactorResourceFactory();
            resources.setUseGlobalResources(false);
            return resources;
        }

        @Bean
        ShiftableTime shiftableTime() {
            return new ShiftableTime();
        }

        @Bean
        SimpleMeterRegistry simpleMeterRegistry() {
            return new SimpleMeterRegistry();
        }

        @Bean
        InMemoryAuditEventRepository auditEventRepository() {
            return new InMemoryAuditEventRepository();
        }

        @Bean
        AuditListener auditListener(AuditEventRepository repository) {
            return new AuditListener(repository);
        }
    }
}
