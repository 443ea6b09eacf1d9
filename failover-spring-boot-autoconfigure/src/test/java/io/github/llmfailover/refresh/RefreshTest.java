package io.github.llmfailover.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.ConfigurationRefreshedEvent;
import io.github.llmfailover.ConfigurationRefresher;
import io.github.llmfailover.ProviderState;
import io.github.llmfailover.health.Claim;
import io.github.llmfailover.health.Permit;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What {@code POST /actuator/refresh} does to a whole application with real clients. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class RefreshTest {

    @TempDir
    static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static RefreshedApp app;

    @BeforeAll
    static void start() {
        app = new RefreshedApp(directory, "spring.web.error.include-message=always");
    }

    /** One application serves all tests: a provider that comes back after it was gone begins anew. */
    @BeforeEach
    void beginAnew() {
        app.reset();
        app.first.answers(Answer.text("first"));
        app.second.answers(Answer.text("second"));
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    void order_changed_takesEffectWithTheNextCall() {
        assertThat(app.ask()).isEqualTo("first");

        HttpResponse<String> refreshed =
                app.put("llm.failover.chain", "second,first").refresh();

        assertThat(refreshed.statusCode()).isEqualTo(200);
        assertThat(app.ask()).isEqualTo("second");
        assertThat(app.get("/actuator/llmfailover")).contains("\"default\":[\"second\",\"first\"]");
        assertThat(app.get("/actuator/llmfailover")).contains("CONFIGURATION_REFRESHED", "llm.failover.chain");
        assertThat(app.told().refreshed)
                .extracting(ConfigurationRefreshedEvent::changed)
                .containsExactly(List.of("llm.failover.chain"));
    }

    @Test
    void nothing_changed_isNoEvent() {
        assertThat(app.refresh().statusCode()).isEqualTo(200);

        assertThat(app.told().refreshed).isEmpty();
    }

    @Test
    void weights_changed_moveTheTraffic() {
        app.put("llm.failover.strategy", "weighted")
                .put("llm.failover.providers.first.weight", "0")
                .refresh();
        assertThat(app.ask()).isEqualTo("second");

        app.put("llm.failover.providers.first.weight", "1")
                .put("llm.failover.providers.second.weight", "0")
                .refresh();

        assertThat(app.ask()).isEqualTo("first");
    }

    @Test
    void maxConcurrency_lowered_holdsForCallsThatWereUnderWayBefore() {
        Permit underWay = Objects.requireNonNull(app.healths().get("first").tryAcquire(null, Claim.FAIR));

        app.put("llm.failover.providers.first.max-concurrency", "1").refresh();

        assertThat(app.ask()).isEqualTo("second");
        underWay.released();
        assertThat(app.ask()).isEqualTo("first");
        assertThat(app.healths().get("first").inFlight()).isZero();
    }

    @Test
    void timeout_shortened_endsTheNextCallSooner() {
        app.first.always(Behavior.hangBeforeHeaders());

        app.put("llm.failover.providers.first.timeout.response", "300ms").refresh();

        assertThat(app.ask()).isEqualTo("second");
        app.first.awaitNoOpenExchanges(Duration.ofSeconds(10));
    }

    @Test
    void model_changed_isAskedFor() {
        app.ask();
        assertThat(app.first.lastRequest().model()).isEqualTo("model-of-first");

        app.put("llm.failover.providers.first.model", "a-newer-model").refresh();
        app.ask();

        assertThat(app.first.lastRequest().model()).isEqualTo("a-newer-model");
    }

    @Test
    void key_rotated_isSentFromTheNextCallOn_andTheOldClientsConnectionIsClosed(CapturedOutput output)
            throws Exception {
        app.ask();
        assertThat(app.first.lastRequest().header("Authorization")).contains("Bearer key-of-first");
        assertThat(app.first.openConnections()).isEqualTo(1);

        app.put("llm.failover.providers.first.client.api-key", "canary-rotated").refresh();
        app.ask();

        assertThat(app.first.lastRequest().header("Authorization")).contains("Bearer canary-rotated");
        Waits.until(() -> app.first.openConnections() == 1);
        assertThat(output.toString() + app.get("/actuator/llmfailover"))
                .contains("llm.failover.providers.first.client.api-key")
                .doesNotContain("canary-rotated", "key-of-first");
    }

    @Test
    void otherProvidersClient_keepsItsConnectionWhenAKeyIsRotated() {
        app.ask();

        app.put("llm.failover.providers.second.client.api-key", "rotated").refresh();
        app.ask();

        assertThat(app.first.openConnections()).isEqualTo(1);
    }

    @Test
    void provider_added_servesAndIsSeen() {
        try (ProviderSimulator third = ProviderSimulator.builder().name("third").start()) {
            third.answers(Answer.text("third"));
            app.provider("third", "openai", third.baseUrl() + "/v1");
            app.put("llm.failover.chain", "third,first,second").refresh();

            assertThat(app.ask()).isEqualTo("third");
            assertThat(app.get("/actuator/llmfailover/third")).contains("\"succeeded\":1");
            assertThat(app.get("/actuator/health/llmFailover")).contains("\"third\"");
            assertThat(app.meters()
                            .get("llm.failover.attempts")
                            .tag("provider", "third")
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(app.meters()
                            .get("llm.failover.provider.state")
                            .tag("provider", "third")
                            .tag("state", "CLOSED")
                            .gauge()
                            .value())
                    .isEqualTo(1);
        }
    }

    @Test
    void provider_removed_disappears_andItsCallUnderWayEndsWell() throws Exception {
        app.first.always(Behavior.responseDelay(Duration.ofSeconds(1)));
        CompletableFuture<String> underWay = CompletableFuture.supplyAsync(app::ask);
        app.first.awaitRequest(0, Duration.ofSeconds(10));

        app.remove("llm.failover.providers.first")
                .put("llm.failover.chain", "second")
                .refresh();

        assertThat(app.ask()).isEqualTo("second");
        assertThat(app.healths().all()).containsOnlyKeys("second");
        assertThat(app.send(app.request("/actuator/llmfailover/first").GET()).statusCode())
                .isEqualTo(404);
        assertThat(app.get("/actuator/health/llmFailover")).doesNotContain("\"first\"");
        assertThat(app.meters()
                        .find("llm.failover.provider.state")
                        .tag("provider", "first")
                        .gauges())
                .isEmpty();
        assertThat(underWay.get(10, TimeUnit.SECONDS)).isEqualTo("first");
        Waits.until(() -> app.first.openConnections() == 0);
    }

    @Test
    void stream_underWay_endsWithWhatItBeganWith() {
        app.first.answers(Answer.tokens("one ", "two ", "three ", "four"));
        app.first.always(Behavior.pace(Duration.ofMillis(100)));
        StringBuilder text = new StringBuilder();
        app.model().stream(new Prompt("hello"))
                .doOnNext(part -> {
                    if (text.isEmpty()) {
                        app.remove("llm.failover.providers.first")
                                .put("llm.failover.chain", "second")
                                .refresh();
                    }
                    text.append(textOf(part));
                })
                .blockLast(Duration.ofSeconds(20));

        assertThat(text).hasToString("one two three four");
        assertThat(app.second.requestCount()).isZero();
    }

    private static String textOf(ChatResponse part) {
        return part.getResult() == null
                ? ""
                : Objects.requireNonNullElse(part.getResult().getOutput().getText(), "");
    }

    @Test
    void breaker_open_staysOpenThroughARefreshOfItsOwnSettingsAndOfTheRegistry() {
        openFirst();

        app.put("llm.failover.circuit-breaker.failure-rate-threshold", "40")
                .put("llm.failover.circuit-breaker.minimum-number-of-calls", "3")
                .refresh();

        assertThat(app.state("first")).isEqualTo(ProviderState.OPEN);
        assertThat(app.ask()).isEqualTo("second");
        assertThat(app.get("/actuator/llmfailover/first")).contains("\"failed\":5", "\"state\":\"OPEN\"");

        app.refresh();
        assertThat(app.state("first")).isEqualTo(ProviderState.OPEN);
    }

    @Test
    void breakersThreshold_lowered_opensSooner() {
        app.put("llm.failover.circuit-breaker.minimum-number-of-calls", "2")
                .put("llm.failover.circuit-breaker.sliding-window-size", "2")
                .refresh();
        app.first.always(Behavior.serverError());

        app.ask();
        app.ask();

        assertThat(app.state("first")).isEqualTo(ProviderState.OPEN);
    }

    @Test
    void closedBreakersWindow_isKeptThroughARefreshOfOtherSettings() {
        app.first.always(Behavior.serverError());
        for (int i = 0; i < 4; i++) {
            app.ask();
        }

        app.put("llm.failover.providers.first.weight", "7").refresh();
        app.ask();

        assertThat(app.state("first")).isEqualTo(ProviderState.OPEN);
    }

    private void openFirst() {
        app.first.always(Behavior.serverError());
        while (app.state("first") != ProviderState.OPEN) {
            assertThat(app.ask()).isEqualTo("second");
        }
        app.first.heal();
    }

    @Test
    void brokenChange_isRefusedWhole_withTheReason(CapturedOutput output) {
        openFirst();

        HttpResponse<String> refused = app.put("llm.failover.chain", "second,frist")
                .put("llm.failover.max-attempts", "0")
                .put("llm.failover.providers.second.client.api-key", "canary-rotated")
                .put("llm.failover.providers.second.model", "another")
                .refresh();

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("frist", "stays in force");
        app.ask();
        assertThat(app.second.lastRequest().model()).isEqualTo("model-of-second");
        assertThat(app.second.lastRequest().header("X-Api-Key")).contains("key-of-second");
        assertThat(app.state("first")).isEqualTo(ProviderState.OPEN);
        assertThat(app.told().refreshed).isEmpty();
        assertThat(app.told().refused).hasSize(1);
        assertThat(app.told().refused.get(0).problems())
                .anyMatch(problem -> problem.contains("frist") && problem.contains("Known are 'first', 'second'"))
                .anyMatch(problem -> problem.contains("llm.failover.max-attempts"));
        assertThat(app.get("/actuator/llmfailover")).contains("CONFIGURATION_REFUSED", "frist");
        assertThat(output.toString() + app.get("/actuator/llmfailover") + refused.body())
                .contains("is refused, and the one before stays in force")
                .doesNotContain("canary-rotated", "key-of-second");

        app.put("llm.failover.chain", "second,first")
                .put("llm.failover.max-attempts", "6")
                .refresh();
        app.ask();
        assertThat(app.second.lastRequest().model()).isEqualTo("another");
    }

    @Test
    void unreadableValue_isRefusedWithTheReason() {
        app.put("llm.failover.max-attempts", "many").refresh();

        assertThat(app.told().refused.get(0).problems())
                .singleElement()
                .asString()
                .startsWith("llm.failover.max-attempts is 'many', which cannot be read as a whole number (")
                .contains("app.properties")
                .endsWith(" Write a whole number.");
    }

    @Test
    void unknownProperty_isRefused() {
        app.put("llm.failover.max-attempt", "3").refresh();

        assertThat(app.told().refused.get(0).problems())
                .anyMatch(problem -> problem.contains("llm.failover.max-attempts"));
    }

    @Test
    void whatDecidesOnBeans_isRefusedUntilARestart() {
        HttpResponse<String> refused = app.put("llm.failover.probe.enabled", "true")
                .put("llm.failover.gateway.base-path", "/v2")
                .put("llm.failover.chain", "second")
                .refresh();

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(app.told().refused.get(0).problems())
                .containsExactly(
                        "llm.failover.gateway.base-path cannot change while the application runs. Restart the application"
                                + " with it, or set it back to what it was.",
                        "llm.failover.probe.enabled cannot change while the application runs. Restart the application"
                                + " with it, or set it back to what it was.");
        assertThat(app.ask()).isEqualTo("first");
    }

    @Test
    void ladderAndBudgetHeader_thatAreMadeAtTheStart_refuseTheChange() {
        app.put("llm.failover.degradation.text.answer", "Nobody can answer.")
                .put("llm.failover.budget.header", "x-budget-ms")
                .put("llm.failover.chain", "second,first")
                .refresh();

        assertThat(app.told().refused.get(0).problems())
                .containsExactly(
                        "llm.failover.budget.header cannot change while the application runs. Restart the application"
                                + " with it, or set it back to what it was.",
                        "llm.failover.degradation.text.answer cannot change while the application runs. Restart the"
                                + " application with it, or set it back to what it was.");
        assertThat(app.ask()).isEqualTo("first");
    }

    @Test
    void gatewaysKeysAndChains_changed_holdForTheNextRequest() {
        String question = "{\"model\":\"cheap\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
        app.put("llm.failover.chains.cheap", "second")
                .put("llm.failover.gateway.api-keys[0].name", "app")
                .put("llm.failover.gateway.api-keys[0].key", "canary-gateway-key")
                .refresh();

        assertThat(complete(question, "none").statusCode()).isEqualTo(401);
        HttpResponse<String> answer = complete(question, "canary-gateway-key");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("second");

        app.remove("llm.failover.gateway.api-keys").refresh();
        assertThat(complete(question, "none").statusCode()).isEqualTo(200);
        assertThat(app.told().refreshed)
                .allSatisfy(event -> assertThat(event.toString()).doesNotContain("canary"));
    }

    private HttpResponse<String> complete(String question, String key) {
        return app.send(app.request("/v1/chat/completions")
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(question)));
    }

    @Test
    void refresher_withoutTheEndpoint_tellsWhatChanged() {
        ConfigurationRefresher refresher = app.context.getBean(ConfigurationRefresher.class);
        System.setProperty("llm.failover.max-attempts", "3");
        try {
            List<String> changed = refresher.refresh();

            assertThat(changed).containsExactly("llm.failover.max-attempts");
        } finally {
            System.clearProperty("llm.failover.max-attempts");
        }
    }
}
