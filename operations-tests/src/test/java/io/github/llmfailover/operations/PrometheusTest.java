package io.github.llmfailover.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A real Prometheus with the rules and the configuration of {@code docs/operations} scrapes a real application whose
 * providers break. Only what would have to be waited for is shorter: a scrape every two seconds, and alerts after as many.
 */
class PrometheusTest {

    private static final Duration SOON = Duration.ofMinutes(4);

    @Test
    void providers_break_alertsFireAndEveryPanelShowsSomething(@TempDir Path directory) throws Exception {
        Tool.assumeInstalled("prometheus");
        try (SampleApp app = SampleApp.start("llm.failover.when-unavailable=fail");
                Server prometheus = prometheus(directory, app.port())) {
            await().atMost(SOON).until(() -> prometheus.answers("/-/ready"));
            app.ask(3);
            awaitValue(
                    prometheus, "sum(llm_failover_attempts_seconds_count{provider=\"openai\",outcome=\"SUCCESS\"})", 3);
            assertThat(firing(prometheus)).isEmpty();

            app.breakDown("openai", "refuse");
            awaitFiring(prometheus, app, "LlmFailoverRateElevated sample-app");
            awaitFiring(prometheus, app, "LlmFailoverRateHigh sample-app");
            awaitFiring(prometheus, app, "LlmProviderOut sample-app openai");
            assertThat(firing(prometheus)).noneMatch(alert -> alert.contains("anthropic"));
            assertThat(firing(prometheus)).noneMatch(alert -> alert.contains("LlmAllProvidersOut"));

            Failures.goThrough(app);
            awaitFiring(prometheus, app, "LlmCredentialRejected sample-app anthropic");
            awaitFiring(prometheus, app, "LlmAllProvidersOut sample-app");
            awaitFiring(prometheus, app, "LlmCallsFailing sample-app");

            assertThat(new Dashboard().queries())
                    // This application has nothing less to answer, so that its calls fail.
                    .filteredOn(query -> !query.expression().contains("llm_failover_degraded_total"))
                    .allSatisfy(query -> assertThat(result(prometheus, query.sent()))
                            .as(query.toString())
                            .isNotEmpty());
        }
    }

    private static Server prometheus(Path directory, int app) throws IOException {
        Files.writeString(
                directory.resolve("alerts.yml"), AlertRules.text("alerts.yml").replaceAll("for: \\w+", "for: 2s"));
        Path configuration = Files.writeString(
                directory.resolve("prometheus.yml"),
                AlertRules.text("prometheus.yml").replace("15s", "2s").replace("127.0.0.1:8080", "127.0.0.1:" + app));
        int port = Server.freePort();
        return Server.start(
                port,
                directory.resolve("log"),
                Map.of(),
                List.of(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port));
    }

    /** Asks all the time: a counter that is scraped for the first time has not increased yet, whatever it says. */
    private static void awaitFiring(Server prometheus, SampleApp app, String alert) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            app.ask(3);
            assertThat(firing(prometheus)).as(() -> told(prometheus)).contains(alert);
        });
    }

    /** What one wants to know where an alert does not come. */
    private static String told(Server prometheus) {
        return prometheus.json("/api/v1/alerts") + "\n"
                + result(prometheus, "{__name__=~\"up|llm_failover_(switches_total|calls_seconds_count)\"}") + "\n"
                + prometheus.json("/api/v1/targets") + "\n"
                + prometheus
                        .json("/api/v1/rules")
                        .path("data")
                        .path("groups")
                        .path(0)
                        .path("rules")
                        .path(0);
    }

    private static void awaitValue(Server prometheus, String query, double value) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> assertThat(
                        result(prometheus, query))
                .as(() -> prometheus.json("/api/v1/targets").toString())
                .singleElement()
                .satisfies(sample -> assertThat(
                                Double.parseDouble(sample.path("value").path(1).asString()))
                        .isEqualTo(value)));
    }

    /** The alerts that fire: name, application, and provider where there is one. */
    private static List<String> firing(Server prometheus) {
        List<String> firing = new ArrayList<>();
        prometheus.json("/api/v1/alerts").path("data").path("alerts").forEach(alert -> {
            if (alert.path("state").asString().equals("firing")) {
                JsonNode labels = alert.path("labels");
                firing.add((labels.path("alertname").asString() + " "
                                + labels.path("job").asString() + " "
                                + labels.path("provider").asString())
                        .strip());
            }
        });
        return firing;
    }

    private static List<JsonNode> result(Server prometheus, String query) {
        List<JsonNode> result = new ArrayList<>();
        prometheus
                .json("/api/v1/query?query=" + Server.encoded(query))
                .path("data")
                .path("result")
                .forEach(result::add);
        return result;
    }
}
