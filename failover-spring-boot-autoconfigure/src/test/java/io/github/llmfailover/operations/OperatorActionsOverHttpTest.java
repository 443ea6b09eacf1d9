package io.github.llmfailover.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.NoProviderAvailableException;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.actuate.OperatorAudit;
import io.github.llmfailover.test.Behavior;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

/** An operator with write access, over HTTP, while real clients call providers over sockets. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class OperatorActionsOverHttpTest {

    private static OperatedApp app;

    @BeforeAll
    static void start() {
        app = new OperatedApp(
                OperatedApp.WRITABLE,
                "llm.failover.deadline=20s",
                "management.endpoint.health.probes.enabled=true",
                "management.endpoint.health.group.readiness.include=readinessState,llmFailover");
    }

    @AfterEach
    void enableAll() {
        for (String provider : OperatedApp.PROVIDERS) {
            app.simulator(provider).heal();
            app.post("llmfailover/" + provider, "{\"action\":\"reset\"}");
        }
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static HttpResponse<String> act(String provider, String action) {
        return app.post("llmfailover/" + provider, "{\"action\":\"" + action + "\"}");
    }

    private static void takeOutAll() {
        for (String provider : OperatedApp.PROVIDERS) {
            assertThat(app.post("llmfailover/" + provider, "{\"action\":\"disable\",\"evenIfLast\":true}")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static FailoverReport ask() {
        ChatResponse response = app.model().call(new Prompt("hello"));
        return FailoverReport.of(response);
    }

    @ParameterizedTest
    @CsvSource({"drain,DRAINING", "disable,DISABLED", "force-open,FORCED_OPEN"})
    void action_thatTakesOut_holdsCallsOffUntilItsTimeIsOver(String action, ProviderState state) {
        HttpResponse<String> answer =
                app.post("llmfailover/openai", "{\"action\":\"" + action + "\",\"forSeconds\":60}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("{\"provider\":\"openai\",\"action\":\"" + action + "\",\"from\":\"CLOSED\",\"to\":\""
                        + state + "\",\"until\":\"20");
        JsonNode shown = app.json("llmfailover/openai");
        assertThat(shown.path("state").asString()).isEqualTo(state.name());
        assertThat(shown.path("operator").path("action").asString()).isEqualTo(action);
        assertThat(shown.path("operator").path("until").asString())
                .isEqualTo(shown.path("availableAgainAt").asString());
        assertThat(ask().provider()).isEqualTo("anthropic");

        app.time().jump(Duration.ofSeconds(61));

        assertThat(ask().provider()).isEqualTo("openai");
        assertThat(app.json("llmfailover/openai").path("operator").isNull()).isTrue();
    }

    @Test
    void drain_underAStream_letsItFinishThere() {
        app.simulator("openai").always(Behavior.stallAfterTokens(2, Duration.ofMillis(300)));
        StringBuilder text = new StringBuilder();

        app.model().stream(new Prompt("hello"))
                .doOnNext(part -> {
                    Generation content = part.getResult();
                    if (content == null || content.getOutput().getText() == null) {
                        return;
                    }
                    if (text.isEmpty()) {
                        act("openai", "drain");
                    }
                    text.append(content.getOutput().getText());
                })
                .blockLast(Duration.ofSeconds(30));

        assertThat(text).hasToString("I am openai and answer at length");
        assertThat(app.state("openai")).isEqualTo(ProviderState.DRAINING);
        assertThat(app.snapshot("openai").inFlight()).isZero();
        assertThat(ask().provider()).isEqualTo("anthropic");
    }

    @Test
    void call_thatWaitsForAProvider_goesOnSoonAfterItIsEnabled() throws Exception {
        takeOutAllFor(15);
        ExecutorService caller = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture<FailoverReport> call =
                    CompletableFuture.supplyAsync(OperatorActionsOverHttpTest::ask, caller);
            while (!app.get("llmfailover").body().contains("ALL_UNAVAILABLE")) {
                assertThat(call).isNotDone();
                pause();
            }
            act("ollama", "enable");

            assertThat(call.get(5, TimeUnit.SECONDS).provider()).isEqualTo("ollama");
        } finally {
            caller.shutdownNow();
        }
    }

    private static void takeOutAllFor(int seconds) {
        for (String provider : OperatedApp.PROVIDERS) {
            app.post(
                    "llmfailover/" + provider,
                    "{\"action\":\"disable\",\"evenIfLast\":true,\"forSeconds\":" + seconds + "}");
        }
    }

    @Test
    void call_whereAllAreOutForLongerThanItsDeadline_failsAtOnceAndSaysWhenToComeAgain() {
        takeOutAll();

        assertThatThrownBy(OperatorActionsOverHttpTest::ask)
                .isInstanceOfSatisfying(NoProviderAvailableException.class, failure -> assertThat(failure.retryAfter())
                        .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10)));
        assertThat(app.simulator("openai").openExchanges()).isZero();
    }

    @Test
    void pinnedCall_toADrainedProvider_isNotGivenToIt() {
        act("openai", "drain");
        int before = app.simulator("openai").requestCount();
        Prompt pinned =
                new Prompt("hello", FailoverChatOptions.builder().pin("openai").build());

        assertThatThrownBy(() -> app.model().call(pinned)).isInstanceOf(NoProviderAvailableException.class);
        assertThat(app.simulator("openai").requestCount()).isEqualTo(before);
    }

    @Test
    void drain_ofTheLastThatServes_isRefusedUnlessItIsMeant(CapturedOutput output) {
        act("openai", "drain");
        act("anthropic", "drain");

        HttpResponse<String> refused = act("ollama", "drain");

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body())
                .isEqualTo("{\"error\":\"Without 'ollama' nobody could serve in chain 'default'.\","
                        + "\"write\":\"Bring another provider back first, or write \\\"evenIfLast\\\": true.\"}");
        assertThat(app.state("ollama")).isEqualTo(ProviderState.CLOSED);
        assertThat(output)
                .contains("Operator refused: provider=ollama action=drain from=CLOSED to=CLOSED by=anonymous");
        assertThat(app.post("llmfailover/ollama", "{\"action\":\"drain\",\"evenIfLast\":true}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(app.state("ollama")).isEqualTo(ProviderState.DRAINING);
    }

    @Test
    void action_andRefusal_areAuditedLoggedAndAmongTheRecentEvents(CapturedOutput output) {
        act("openai", "force-open");
        act("openai", "explode");

        JsonNode events = app.json("llmfailover").path("recentEvents");
        assertThat(events.get(0).path("type").asString()).isEqualTo("OPERATOR_REFUSED");
        assertThat(events.get(0).path("reason").asString()).isEqualTo("There is no such action.");
        assertThat(events.get(1).path("type").asString()).isEqualTo("OPERATOR_ACTION");
        assertThat(events.get(1).path("action").asString()).isEqualTo("force-open");
        assertThat(events.get(1).path("to").asString()).isEqualTo("FORCED_OPEN");
        assertThat(output).containsOnlyOnce("Operator action: provider=openai action=force-open from=CLOSED");
        assertThat(app.audit().find("anonymous", null, OperatorAudit.ACTION))
                .last()
                .satisfies(event -> assertThat(event.getData())
                        .containsEntry("provider", "openai")
                        .containsEntry("action", "force-open")
                        .containsKey("until"));
        assertThat(app.audit().find("anonymous", null, OperatorAudit.REFUSED))
                .last()
                .satisfies(event -> assertThat(event.getData()).containsEntry("refusal", "There is no such action."));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0000', textBlock = """
            openai | {}                                              | 400 | There is no action. | Write "action" as one of drain, disable, force-open, enable, reset.
            openai | {"action":"explode"}                            | 400 | There is no such action. | Write "action" as one of drain
            openai | {"action":"drain","forSeconds":0}               | 400 | forSeconds is not a whole number from 1 to 86400. | Write "forSeconds": 600, or leave it out for 600.
            openai | {"action":"drain","forSeconds":-5}              | 400 | forSeconds is not a whole number | Write "forSeconds"
            openai | {"action":"drain","forSeconds":86401}           | 400 | forSeconds is not a whole number | Write "forSeconds"
            openai | {"action":"drain","forSeconds":1e3}             | 400 | forSeconds is not a whole number | Write "forSeconds"
            openai | {"action":"drain","forSeconds":99999999999999999999} | 400 | forSeconds is not a whole number | Write "forSeconds"
            openai | {"action":"drain","forSeconds":"ten minutes"}   | 400 | forSeconds is not a whole number | Write "forSeconds"
            openai | {"action":"drain","evenIfLast":"perhaps"}       | 400 | evenIfLast is neither true nor false. | Write "evenIfLast": true
            nobody | {"action":"drain"}                              | 404 | There is no such provider. | Name one of openai, anthropic, ollama.
            """)
    void request_thatCannotBeDone_saysWhatToWrite(
            String provider, String body, int status, String error, String write) {
        HttpResponse<String> answer = app.post("llmfailover/" + provider, body);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(error).contains(write.replace("\"", "\\\""));
        assertThat(app.state("openai")).isEqualTo(ProviderState.CLOSED);
    }

    @Test
    void provider_thatANameInTheBodyContradicts_isTheOneOfThePath() {
        app.post("llmfailover/anthropic", "{\"action\":\"drain\",\"provider\":\"openai\"}");

        assertThat(app.state("openai")).isEqualTo(ProviderState.CLOSED);
        assertThat(app.state("anthropic")).isEqualTo(ProviderState.DRAINING);
    }

    @Test
    void reset_ofAnOpenBreaker_bringsTrafficBackAtOnce() {
        app.simulator("openai").always(Behavior.serverError());
        while (app.state("openai") == ProviderState.CLOSED) {
            ask();
        }
        app.simulator("openai").heal();

        assertThat(act("openai", "reset").body()).contains("\"from\":\"OPEN\",\"to\":\"CLOSED\",\"until\":null");
        assertThat(ask().provider()).isEqualTo("openai");
    }

    @Test
    void readiness_whileAnyPathWorks_isReady() {
        act("openai", "drain");
        act("anthropic", "disable");
        HttpResponse<String> ready = app.get("health/readiness");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).contains("\"status\":\"DEGRADED\"");

        app.post("llmfailover/ollama", "{\"action\":\"drain\",\"evenIfLast\":true}");
        assertThat(app.get("health/readiness").statusCode()).isEqualTo(503);
        assertThat(app.get("health/liveness").statusCode()).isEqualTo(200);

        act("ollama", "enable");
        assertThat(app.get("health/readiness").statusCode()).isEqualTo(200);
    }

    private static void pause() throws InterruptedException {
        assertThat(new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS)).isFalse();
    }
}
