package io.github.llmfailover.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.test.Behavior;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a client of the gateway gets when every provider is down. */
class GatewayDegradedTest {

    private static final String DEGRADATION = "llm.failover.degradation.";

    private static GatewayApp app;

    @BeforeAll
    static void start() {
        app = new GatewayApp(
                "llm.failover.circuit-breaker.minimum-number-of-calls=100",
                "llm.failover.circuit-breaker.sliding-window-size=100",
                "llm.failover.budget.header=x-request-budget-ms",
                DEGRADATION + "cache.enabled=true",
                DEGRADATION + "cache.time-limit=30s",
                DEGRADATION + "time-limit=30s",
                DEGRADATION + "grace=30s",
                DEGRADATION + "text.answer=Sorry.",
                "llm.failover.gateway.api-keys[0].name=shop",
                "llm.failover.gateway.api-keys[0].key=key-of-shop",
                "llm.failover.gateway.api-keys[1].name=bank",
                "llm.failover.gateway.api-keys[1].key=key-of-bank");
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @AfterEach
    void heal() {
        app.first().heal();
        app.second().heal();
    }

    private static void breakAll(Behavior behavior) {
        app.first().always(behavior);
        app.second().always(behavior);
    }

    private static HttpResponse<String> ask(String body, String key, String... headers) {
        List<String> all = new ArrayList<>(List.of("Authorization", "Bearer key-of-" + key));
        all.addAll(List.of(headers));
        return app.complete(body, all.toArray(String[]::new));
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("none");
    }

    @Test
    void everyProviderDown_is200AndMarked_wholeAndStreamed() {
        breakAll(Behavior.serverError());

        HttpResponse<String> whole = ask(GatewayApp.QUESTION, "shop");
        HttpResponse<String> streamed = ask(GatewayApp.STREAMED, "shop");

        for (HttpResponse<String> response : List.of(whole, streamed)) {
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(header(response, "x-llm-failover-degraded")).isEqualTo("text");
            assertThat(header(response, "x-llm-failover-provider")).isEqualTo("none");
            assertThat(response.body()).contains("Sorry.");
        }
        assertThat(header(whole, "x-llm-failover-attempts")).isEqualTo("2");
        assertThat(GatewayApp.json(whole)
                        .path("choices")
                        .path(0)
                        .path("finish_reason")
                        .asString())
                .isEqualTo("stop");
        assertThat(streamed.body()).contains("data: [DONE]");
    }

    @Test
    void minQuality_ofTheRequest_keepsTheError() {
        breakAll(Behavior.serverError());

        HttpResponse<String> refused = ask(GatewayApp.QUESTION, "shop", "x-llm-failover-min-quality", "0.5");
        HttpResponse<String> wrong = ask(GatewayApp.QUESTION, "shop", "x-llm-failover-min-quality", "good");

        assertThat(refused.statusCode()).isEqualTo(502);
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(GatewayApp.error(wrong).path("message").asString()).contains("from 0 to 1");
    }

    @Test
    void keptAnswer_isForTheSameUserOfTheSameKeyAlone() {
        String anna = GatewayApp.QUESTION.replace("{\"model\"", "{\"user\":\"anna\",\"model\"");
        ask(anna, "shop");
        ask(GatewayApp.QUESTION, "shop", "x-llm-failover-cache-scope", "carl");
        ask(GatewayApp.QUESTION, "shop");
        breakAll(Behavior.serverError());

        HttpResponse<String> again = ask(anna, "shop");
        assertThat(header(again, "x-llm-failover-degraded")).isEqualTo("cache");
        assertThat(header(again, "x-llm-failover-degraded-age-ms")).matches("\\d+");
        assertThat(header(
                        ask(GatewayApp.QUESTION, "shop", "x-llm-failover-cache-scope", "carl"),
                        "x-llm-failover-degraded"))
                .isEqualTo("cache");
        assertThat(header(ask(anna, "bank"), "x-llm-failover-degraded")).isEqualTo("text");
        assertThat(header(ask(anna.replace("anna", "bob"), "shop"), "x-llm-failover-degraded"))
                .isEqualTo("text");
        assertThat(header(ask(GatewayApp.QUESTION, "shop"), "x-llm-failover-degraded"))
                .as("nobody said whose it is")
                .isEqualTo("text");
    }

    @Test
    void inboundBudget_boundsARequestOfTheGateway() {
        breakAll(Behavior.hangBeforeHeaders());

        HttpResponse<String> response =
                ask(GatewayApp.QUESTION, "shop", "x-request-budget-ms", "300", "x-llm-failover-min-quality", "1");

        assertThat(response.statusCode()).isEqualTo(504);
        assertThat(GatewayApp.error(response).path("code").asString()).isEqualTo("deadline_exceeded");
    }
}
