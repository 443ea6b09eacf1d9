package io.github.llmfailover.bench;

import io.github.llmfailover.time.TimeSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** A client that asks the gateway of an application, whose providers are models of one faulty provider. */
final class FailoverBench implements AutoCloseable {

    private static final String HEALTHY = "healthy";

    private static final int WARM_UPS = 5;

    private static final Duration BETWEEN_CASES = Duration.ofMillis(1500);

    private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(4);

    private static final int REQUESTS_OF_AN_OUTAGE = 20;

    private final FastTime time;

    private final Provider provider;

    private final ConfigurableApplicationContext application;

    private final URI completions;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /**
     * Starts the provider and the application.
     *
     * @param time by which both live
     * @param cases what will be played
     * @param failover whether the application is configured as documented, or for comparison with one provider alone
     */
    FailoverBench(FastTime time, List<Case> cases, boolean failover) {
        this.time = time;
        this.provider = new Provider(time, cases);
        Map<String, Object> properties = new LinkedHashMap<>(
                BenchConfiguration.of(BenchConfiguration.page(), provider.baseUrl() + "/v1", HEALTHY, cases, failover));
        properties.put("server.port", "0");
        properties.put("spring.main.banner-mode", "off");
        properties.put("spring.config.name", "none");
        for (String kind : List.of("chat", "embedding", "image", "moderation", "audio.speech", "audio.transcription")) {
            properties.put("spring.ai.model." + kind, "none");
        }
        ApplicationContextInitializer<GenericApplicationContext> withTime =
                context -> context.registerBean(TimeSource.class, () -> time);
        this.application = new SpringApplicationBuilder(App.class)
                .web(WebApplicationType.REACTIVE)
                .initializers(withTime)
                .properties(properties)
                .run();
        this.completions = URI.create("http://127.0.0.1:"
                + application.getEnvironment().getRequiredProperty("local.server.port") + "/v1/chat/completions");
    }

    /** Lets the machine learn its part, so that the first case is not slower than the others. */
    void warmUp() {
        for (int i = 0; i < WARM_UPS; i++) {
            ask(HEALTHY, true).join();
            ask(HEALTHY, false).join();
        }
    }

    /** Plays all cases, one begun after the other. */
    CompletableFuture<List<Play>> playAll(List<Case> cases) {
        List<CompletableFuture<Play>> plays = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            plays.add(play(cases.get(i), BETWEEN_CASES.multipliedBy(i)));
        }
        return CompletableFuture.allOf(plays.toArray(CompletableFuture[]::new)).thenApply(done -> {
            provider.awaitEnd();
            return plays.stream().map(CompletableFuture::join).toList();
        });
    }

    private CompletableFuture<Play> play(Case played, Duration delay) {
        return after(delay)
                .thenCompose(begun -> played.fault() == Fault.OUTAGE
                        ? outage(played)
                        : ask(played.model(), played.streamed()).thenApply(List::of))
                .thenCompose(replies -> ask(HEALTHY, played.streamed())
                        .thenApply(afterwards -> new Play(
                                played,
                                replies,
                                provider.requests(played.model()),
                                provider.requests(played.fallbackModel()),
                                afterwards)));
    }

    private CompletableFuture<List<Reply>> outage(Case played) {
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < REQUESTS_OF_AN_OUTAGE; i++) {
            replies.add(after(BETWEEN_REQUESTS.multipliedBy(i))
                    .thenCompose(begun -> ask(played.model(), played.streamed())));
        }
        return CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
                .thenApply(done -> replies.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<Void> after(Duration delay) {
        CompletableFuture<Void> passed = new CompletableFuture<>();
        time.schedule(delay, () -> passed.complete(null));
        return passed;
    }

    private CompletableFuture<Reply> ask(String model, boolean streamed) {
        String options = streamed ? "\"stream\":true,\"stream_options\":{\"include_usage\":true}," : "";
        HttpRequest request = HttpRequest.newBuilder(completions)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"model\":\"%s\",%s\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"
                                .formatted(model, options)))
                .build();
        Instant sentAt = time.now();
        long begun = time.nanoTime();
        return client.sendAsync(request, BodyHandlers.ofString())
                .thenApply(response -> Reply.of(response, sentAt, Duration.ofNanos(time.nanoTime() - begun)));
    }

    @Override
    public void close() {
        application.close();
        provider.close();
    }

    @EnableAutoConfiguration
    static class App {}
}
