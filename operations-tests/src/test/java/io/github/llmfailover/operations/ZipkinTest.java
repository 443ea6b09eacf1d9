package io.github.llmfailover.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A real Zipkin receives the traces of a real application, and has them nested as they happened. */
class ZipkinTest {

    private static final Duration SOON = Duration.ofMinutes(4);

    private static Server zipkin;

    private static SampleApp app;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        String jar = System.getenv("ZIPKIN_JAR");
        assumeTrue(
                jar != null && Files.isReadable(Path.of(jar)),
                "ZIPKIN_JAR does not name the jar of a Zipkin server; \"bash .ci/run\" fetches one");
        int port = Server.freePort();
        zipkin = Server.start(
                port,
                directory.resolve("log"),
                Map.of("QUERY_PORT", String.valueOf(port)),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dserver.address=127.0.0.1",
                        "-jar",
                        jar));
        app = SampleApp.start("spring.profiles.active=zipkin", "ZIPKIN_URL=" + zipkin.url());
        await().atMost(SOON).until(() -> zipkin.answers("/health"));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (app != null) {
            app.close();
        }
        if (zipkin != null) {
            zipkin.close();
        }
    }

    @Test
    void call_failedOver_isOneTraceOfACallWithAttemptsAroundTheClientsOwn() {
        app.breakDown("openai", "503");

        assertThat(app.ask()).isEqualTo("anthropic");

        assertFailedOver("/ask");
    }

    @Test
    void stream_cutAndCarriedOn_isOneTraceOfACallWithAttemptsAroundTheClientsOwn() {
        app.heal("openai");
        await().atMost(SOON).until(() -> app.ask().equals("openai"));
        app.breakDown("openai", "cut");

        assertThat(app.get("/stream?q=hello").body()).contains("event:done");

        assertFailedOver("/stream");
    }

    private static void assertFailedOver(String path) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            Trace trace = trace(path);
            JsonNode call = trace.only("llm.failover.mode");
            assertThat(call.path("tags").path("llm.failover.provider").asString())
                    .isEqualTo("anthropic");
            List<JsonNode> attempts = trace.with("llm.failover.attempt.kind");
            assertThat(attempts)
                    .extracting(attempt ->
                            attempt.path("tags").path("llm.failover.provider").asString())
                    .startsWith("openai")
                    .endsWith("anthropic");
            assertThat(attempts).allSatisfy(attempt -> {
                assertThat(attempt.path("parentId").asString())
                        .isEqualTo(call.path("id").asString());
                assertThat(trace.childrenOf(attempt)).singleElement().satisfies(client -> assertThat(client.path("tags")
                                .path("gen_ai.operation.name")
                                .asString())
                        .isEqualTo("chat"));
            });
            assertThat(trace.root().path("kind").asString()).isEqualTo("SERVER");
        });
    }

    /** The newest whole trace of a request to a path that failed over. */
    private static Trace trace(String path) {
        for (JsonNode spans : zipkin.json("/api/v2/traces?limit=50&serviceName=llm-failover-sample&annotationQuery="
                + Server.encoded("llm.failover.failed.over=true"))) {
            Trace trace =
                    new Trace(StreamSupport.stream(spans.spliterator(), false).toList());
            if (trace.spans().stream()
                    .anyMatch(span -> span.path("tags").path("uri").asString().equals(path))) {
                return trace;
            }
        }
        throw new AssertionError("No trace of a call of " + path + " that failed over");
    }

    private record Trace(List<JsonNode> spans) {

        JsonNode only(String tag) {
            assertThat(with(tag)).hasSize(1);
            return with(tag).get(0);
        }

        /** The spans with a tag, in the order of their beginning. */
        List<JsonNode> with(String tag) {
            return spans.stream()
                    .filter(span -> span.path("tags").has(tag))
                    .sorted((one, other) -> Long.compare(
                            one.path("timestamp").asLong(),
                            other.path("timestamp").asLong()))
                    .toList();
        }

        List<JsonNode> childrenOf(JsonNode parent) {
            return spans.stream()
                    .filter(span -> span.path("parentId")
                            .asString("")
                            .equals(parent.path("id").asString()))
                    .toList();
        }

        JsonNode root() {
            return spans.stream()
                    .filter(span -> !span.has("parentId"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("The trace has no root"));
        }
    }
}
