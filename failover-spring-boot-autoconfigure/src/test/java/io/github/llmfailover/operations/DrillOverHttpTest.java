package io.github.llmfailover.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.ProviderState;
import io.github.llmfailover.actuate.OperatorAudit;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Drills over HTTP, with the real clients over sockets. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class DrillOverHttpTest {

    private static final String PROMPT = "prompt-canary";

    private static OperatedApp app;

    @BeforeAll
    static void start() {
        app = new OperatedApp(
                OperatedApp.WRITABLE,
                "llm.failover.probe.prompt=" + PROMPT,
                "llm.failover.providers.ollama.max-concurrency=2");
    }

    @AfterEach
    void heal() {
        for (String provider : OperatedApp.PROVIDERS) {
            app.simulator(provider).heal();
            app.simulator(provider).clearLog();
            app.post("llmfailover/" + provider, "{\"action\":\"reset\"}");
        }
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static JsonNode drill(String body) {
        HttpResponse<String> answer = app.post("llmfailover/drill", body);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain(PROMPT, OperatedApp.KEY);
        return JsonMapper.shared().readTree(answer.body());
    }

    private static double passed(String provider) {
        return app.meters()
                .get("llm.failover.drill.passed")
                .tag("provider", provider)
                .gauge()
                .value();
    }

    @Test
    void drill_ofHealthyProviders_provesEachWithOneStreamAndTouchesNoStatistics(CapturedOutput output) {
        long before = calls();
        JsonNode report = drill("{}");

        assertThat(report.path("passed").asBoolean()).isTrue();
        for (String provider : OperatedApp.PROVIDERS) {
            JsonNode one = report.path("providers").path(provider);
            assertThat(one.path("outcome").asString()).isEqualTo("PASSED");
            assertThat(one.path("failure").isNull()).isTrue();
            assertThat(one.path("model").asString()).isEqualTo(provider + "-model");
            assertThat(one.path("streamed").asBoolean()).isTrue();
            assertThat(one.path("firstToken").asDouble()).isPositive();
            assertThat(one.path("duration").asDouble())
                    .isGreaterThanOrEqualTo(one.path("firstToken").asDouble());
            assertThat(one.path("tokens").path("output").asLong()).isPositive();
            assertThat(app.simulator(provider).requests())
                    .singleElement()
                    .satisfies(request -> assertThat(request.body().toString()).contains(PROMPT));
            assertThat(app.simulator(provider).lastRequest().streaming()).isTrue();
            assertThat(app.snapshot(provider).inFlight()).isZero();
            assertThat(passed(provider)).isOne();
        }
        assertThat(calls()).isEqualTo(before);
        assertThat(app.meters().find("llm.failover.attempts").timers()).isEmpty();
        assertThat(app.meters().find("llm.failover.calls").timers()).allMatch(timer -> timer.count() == 0);
        assertThat(app.json("llmfailover").path("drill")).isEqualTo(report);
        assertThat(app.json("llmfailover/drill")).isEqualTo(report);
        assertThat(output)
                .containsOnlyOnce("Drill passed: openai=PASSED anthropic=PASSED ollama=PASSED by=anonymous")
                .doesNotContain(PROMPT, OperatedApp.KEY);
    }

    private static long calls() {
        return OperatedApp.PROVIDERS.stream()
                .mapToLong(provider -> app.snapshot(provider).succeeded()
                        + app.snapshot(provider).failed()
                        + app.snapshot(provider).inputTokens())
                .sum();
    }

    @Test
    void drill_ofBrokenProviders_saysHowEachFailedAndMovesNoState(CapturedOutput output) {
        app.post("llmfailover/ollama", "{\"action\":\"disable\"}");
        app.simulator("openai").always(Behavior.status(401, "{\"error\":{\"message\":\"" + OperatedApp.KEY + "\"}}"));
        app.simulator("anthropic").always(Behavior.resetBeforeHeaders());

        JsonNode report = drill("{}");

        assertThat(report.path("passed").asBoolean()).isFalse();
        JsonNode providers = report.path("providers");
        assertThat(providers.path("openai").path("failure").asString()).isEqualTo("AUTHENTICATION");
        assertThat(providers.path("openai").path("status").asInt()).isEqualTo(401);
        assertThat(providers.path("anthropic").path("failure").asString()).isEqualTo("CONNECTION");
        assertThat(providers.path("ollama").path("outcome").asString()).isEqualTo("PASSED");
        assertThat(providers.path("ollama").path("state").asString()).isEqualTo("DISABLED");
        assertThat(app.state("openai")).isEqualTo(ProviderState.CLOSED);
        assertThat(app.state("anthropic")).isEqualTo(ProviderState.CLOSED);
        assertThat(app.state("ollama")).isEqualTo(ProviderState.DISABLED);
        assertThat(passed("openai")).isZero();
        assertThat(passed("ollama")).isOne();
        assertThat(app.meters()
                        .get("llm.failover.drills")
                        .tag("provider", "openai")
                        .tag("outcome", "AUTHENTICATION")
                        .timer()
                        .count())
                .isOne();
        assertThat(output)
                .containsOnlyOnce(
                        "Drill failed: openai=AUTHENTICATION(401) anthropic=CONNECTION ollama=PASSED by=anonymous")
                .doesNotContain("Credential rejected", PROMPT, OperatedApp.KEY);
        assertThat(app.audit().find(null, null, OperatorAudit.DRILL)).last().satisfies(event -> assertThat(
                        event.getData().toString())
                .contains("passed=false")
                .doesNotContain(PROMPT));
    }

    @Test
    void drill_ofAProviderWithAnOpenBreaker_asksItAllTheSameAndLeavesItOpen() {
        app.simulator("openai").always(Behavior.serverError());
        while (app.state("openai") == ProviderState.CLOSED) {
            app.model().call("hello");
        }
        app.simulator("openai").heal();

        JsonNode report = drill("{\"provider\":\"openai\"}");

        assertThat(report.path("providers").size()).isOne();
        assertThat(report.path("providers").path("openai").path("outcome").asString())
                .isEqualTo("PASSED");
        assertThat(app.state("openai")).isEqualTo(ProviderState.OPEN);
    }

    @Test
    void drill_besideAnother_isRefused() throws Exception {
        app.simulator("openai").always(Behavior.firstTokenDelay(Duration.ofSeconds(2)));
        CompletableFuture<HttpResponse<String>> first = app.postLater("llmfailover/drill", "{}");
        app.simulator("openai").awaitRequest(0, Duration.ofSeconds(20));

        HttpResponse<String> second = app.post("llmfailover/drill", "{}");

        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(second.body()).contains("A drill is under way already.");
        assertThat(first.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        app.simulator("openai").heal();
        assertThat(drill("{}").path("passed").asBoolean()).isTrue();
    }

    @Test
    void drill_ofProvidersThatHang_endsInItsTimeAndClosesTheConnections() {
        try (OperatedApp impatient = new OperatedApp(OperatedApp.WRITABLE, "llm.failover.drill.timeout=1s")) {
            OperatedApp.PROVIDERS.forEach(
                    provider -> impatient.simulator(provider).always(Behavior.hangAfterHeaders()));

            HttpResponse<String> answer = impatient.post("llmfailover/drill", "");

            JsonNode providers = JsonMapper.shared().readTree(answer.body()).path("providers");
            for (String provider : OperatedApp.PROVIDERS) {
                assertThat(providers.path(provider).path("outcome").asString()).isEqualTo("FAILED");
                impatient.simulator(provider).awaitNoOpenExchanges(Duration.ofSeconds(10));
            }
        }
    }

    @Test
    void drill_ofAnUnknownProvider_isNotFound() {
        HttpResponse<String> answer = app.post("llmfailover/drill", "{\"provider\":\"nobody\"}");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("Name one of openai, anthropic, ollama.");
    }

    @Test
    void drill_whereItWouldTakeACallersLastSlot_skipsTheProvider() throws Exception {
        app.simulator("ollama").always(Behavior.firstTokenDelay(Duration.ofMillis(500)));
        app.post("llmfailover/openai", "{\"action\":\"drain\"}");
        app.post("llmfailover/anthropic", "{\"action\":\"drain\"}");
        app.simulator("ollama").clearLog();
        CompletableFuture<String> caller =
                CompletableFuture.supplyAsync(() -> app.model().call("hello"));
        while (app.snapshot("ollama").inFlight() == 0) {
            assertThat(new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS)).isFalse();
        }

        JsonNode report = drill("{\"provider\":\"ollama\"}");

        assertThat(report.path("providers").path("ollama").path("outcome").asString())
                .isEqualTo("SKIPPED");
        assertThat(report.path("passed").asBoolean()).isTrue();
        assertThat(caller.get(30, TimeUnit.SECONDS)).startsWith("I am ollama");
        assertThat(app.simulator("ollama").requestCount()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "ollama"})
    void drill_ofAnAnswerThatIsCutOff_fails(String provider) {
        app.simulator(provider).answers(Answer.text("one two three four five six seven eight nine ten"));
        app.simulator(provider).always(Behavior.resetAfterTokens(3));

        JsonNode one =
                drill("{\"provider\":\"" + provider + "\"}").path("providers").path(provider);

        assertThat(one.path("outcome").asString()).isEqualTo("FAILED");
        assertThat(one.path("firstToken").asDouble()).isPositive();
    }
}
