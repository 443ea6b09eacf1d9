package io.github.llmfailover.operations.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.junit.jupiter.Testcontainers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The application and its providers in containers, from which Docker takes them away while clients stream. */
@Tag("containers")
@Testcontainers(disabledWithoutDocker = true)
class ContainersTest {

    private static final int CLIENTS = 6;

    private static final int EARLY = 10;

    /** Six seconds at the pace that the first choice has while clients stream. */
    private static final String ANSWER = IntStream.rangeClosed(1, 60)
            .mapToObj(number -> "word" + number)
            .collect(Collectors.joining(" ", "An answer in ", " and an end."));

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private static Deployment deployment;

    private static ExecutorService clients;

    @BeforeAll
    static void deploy(@TempDir Path work) throws Exception {
        Deployment.buildImage(work);
        deployment = new Deployment();
        deployment.start();
        teach("openai");
        teach("anthropic");
        clients = Executors.newFixedThreadPool(CLIENTS);
    }

    @AfterAll
    static void close() {
        if (clients != null) {
            clients.shutdownNow();
        }
        if (deployment != null) {
            deployment.close();
        }
    }

    /** All of them begin with the first choice, which half-open would take a few only. */
    @BeforeEach
    void firstServesAll() {
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(250))
                .ignoreExceptions()
                .until(() -> ask().path("provider").asString().equals("openai")
                        && JsonMapper.shared()
                                .readTree(get("/actuator/llmfailover/openai").body())
                                .path("state")
                                .asString()
                                .equals("CLOSED"));
    }

    @Test
    void provider_pausedWhileClientsStream_answersStayWholeAndItComesBack() throws Exception {
        assertSurvives(() -> deployment.pause("openai"), "openai: STALLED", () -> deployment.unpause("openai"));
    }

    @Test
    void provider_killedWhileClientsStream_answersStayWholeAndItComesBack() throws Exception {
        assertSurvives(
                () -> deployment.kill("openai"), "openai: (STREAM_CUT|CONNECTION)", () -> deployment.restart("openai"));
    }

    @Test
    void provider_disconnectedWhileClientsStream_answersStayWholeAndItComesBack() throws Exception {
        assertSurvives(
                () -> deployment.disconnect("openai"),
                "openai: (STALLED|STREAM_CUT|CONNECTION)",
                () -> deployment.connect("openai"));
    }

    @Test
    void allProviders_paused_applicationSaysSoAndServesAgainAfterwards() throws Exception {
        deployment.pause("openai");
        deployment.pause("anthropic");
        try {
            assertThat(get("/ask?q=hello").statusCode()).isIn(503, 504);
            assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        } finally {
            deployment.unpause("openai");
            deployment.unpause("anthropic");
        }
        awaitServed("openai");
    }

    @Test
    void image_ofTheApplication_runsAsNobodyAndLogsNoKey() throws Exception {
        assertThat(deployment.user()).isEqualTo("65534:65534");
        assertThat(deployment.logs()).contains("Started SampleApplication").doesNotContain("a-key", "another-key");
    }

    private static void assertSurvives(Runnable fault, String firstAttempt, Runnable cure) throws Exception {
        try {
            assertWhole(streamWhile(fault), firstAttempt);
            assertThat(ask().path("provider").asString()).isEqualTo("anthropic");
        } finally {
            cure.run();
            awaitTaught("openai");
        }
        awaitServed("openai");
    }

    private static List<StreamingClient.Result> streamWhile(Runnable fault) throws Exception {
        pace("openai", "100ms");
        CountDownLatch inTheMiddle = new CountDownLatch(CLIENTS);
        List<Future<StreamingClient.Result>> answers = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            answers.add(clients.submit(new StreamingClient(HTTP, deployment.url(), EARLY, inTheMiddle)));
        }
        assertThat(inTheMiddle.await(30, TimeUnit.SECONDS))
                .as("all clients in the middle of their answers")
                .isTrue();
        fault.run();
        List<StreamingClient.Result> results = new ArrayList<>();
        for (Future<StreamingClient.Result> answer : answers) {
            results.add(answer.get(60, TimeUnit.SECONDS));
        }
        return results;
    }

    private static void assertWhole(List<StreamingClient.Result> answers, String firstAttempt) {
        assertThat(answers).hasSize(CLIENTS).allSatisfy(answer -> {
            assertThat(answer.error()).isNull();
            assertThat(answer.text()).isEqualTo(ANSWER);
            assertThat(answer.end()).isNotNull();
            assertThat(answer.end().path("provider").asString()).isEqualTo("anthropic");
            assertThat(answer.end().path("attempts").path(0).asString()).matches(firstAttempt);
        });
    }

    private static void awaitServed(String provider) {
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(250))
                .ignoreExceptions()
                .until(() -> ask().path("provider").asString().equals(provider));
    }

    private static void awaitTaught(String provider) {
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(250))
                .ignoreExceptions()
                .until(() -> {
                    teach(provider);
                    return true;
                });
    }

    private static void teach(String provider) throws IOException, InterruptedException {
        post(deployment.controlOf(provider) + "/answers", "{\"text\": \"" + ANSWER + "\"}");
        pace(provider, "1ms");
    }

    private static void pace(String provider, String perToken) throws IOException, InterruptedException {
        post(
                deployment.controlOf(provider) + "/always",
                "{\"behavior\": \"pace\", \"perToken\": \"" + perToken + "\"}");
    }

    private static void post(String url, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(5))
                .POST(BodyPublishers.ofString(json))
                .build();
        assertThat(HTTP.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    private static JsonNode ask() throws IOException, InterruptedException {
        return JsonMapper.shared().readTree(get("/ask?q=hello").body());
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(deployment.url() + path))
                .timeout(Duration.ofSeconds(30))
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }
}
