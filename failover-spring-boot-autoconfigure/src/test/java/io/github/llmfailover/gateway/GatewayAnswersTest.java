package io.github.llmfailover.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What clients get over HTTP, with real clients behind it. */
class GatewayAnswersTest {

    private static GatewayApp app;

    @BeforeAll
    static void start() {
        app = new GatewayApp(
                "llm.failover.circuit-breaker.minimum-number-of-calls=1000",
                "llm.failover.circuit-breaker.sliding-window-size=1000",
                "llm.failover.reactions.rate-limited.rest=0s",
                "llm.failover.reactions.rate-limited.respect-retry-after=false");
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @BeforeEach
    void heal() {
        app.first().heal();
        app.second().heal();
        app.first().clearLog();
        app.second().clearLog();
        app.first().answers(Answer.text("Hello from the first."));
        app.second().answers(Answer.text("Greetings of the second."));
    }

    @Test
    void call_healthy_isACompletionOfTheFirst() {
        HttpResponse<String> response = app.complete(GatewayApp.QUESTION);

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode body = GatewayApp.json(response);
        assertThat(body.path("object").asString()).isEqualTo("chat.completion");
        assertThat(body.at("/choices/0/message/content").asString()).isEqualTo("Hello from the first.");
        assertThat(response.headers().firstValue("x-llm-failover-provider")).hasValue("first");
        assertThat(response.headers().firstValue("x-llm-failover-attempts")).hasValue("1");
        assertThat(response.headers().firstValue("x-request-id").orElse("")).startsWith("req_");
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    }

    @Test
    void call_firstDown_namesTheSecondInHeadersAndModel() {
        app.first().always(Behavior.overloaded());

        HttpResponse<String> response = app.complete(GatewayApp.QUESTION);

        assertThat(GatewayApp.json(response).path("model").asString())
                .isEqualTo(app.second().lastRequest().model());
        assertThat(response.headers().firstValue("x-llm-failover-provider")).hasValue("second");
        assertThat(response.headers().firstValue("x-llm-failover-attempts")).hasValue("2");
    }

    @Test
    void call_ofANamedChain_isServedByThatChain() {
        HttpResponse<String> response = app.complete(GatewayApp.QUESTION.replace("default", "reverse"));

        assertThat(response.headers().firstValue("x-llm-failover-provider")).hasValue("second");
    }

    @Test
    void callersAuthorization_isNotForwarded() {
        app.complete(GatewayApp.QUESTION, "Authorization", "Bearer callers-own");

        assertThat(app.first().lastRequest().header("authorization")).hasValue("Bearer key-of-first");
        assertThat(app.first().lastRequest().headers().toString()).doesNotContain("callers-own");
    }

    @Test
    void stream_healthy_isEventsUpToDone() {
        HttpResponse<String> response = app.complete(GatewayApp.STREAMED);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        assertThat(response.headers().firstValue("x-llm-failover-provider")).hasValue("first");
        assertThat(response.headers().firstValue("x-request-id").orElse("")).startsWith("req_");
        assertThat(response.body())
                .startsWith("data: {")
                .endsWith("data: [DONE]\n\n")
                .contains("\"stop\"");
    }

    @Test
    void stream_firstDown_namesTheSecond() {
        app.first().always(Behavior.overloaded());

        HttpResponse<String> response = app.complete(GatewayApp.STREAMED);

        assertThat(response.headers().firstValue("x-llm-failover-provider")).hasValue("second");
        assertThat(response.body()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void stream_allDown_isAnErrorWithAStatus() {
        app.first().always(Behavior.overloaded());
        app.second().always(Behavior.overloaded());

        HttpResponse<String> response = app.complete(GatewayApp.STREAMED);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(GatewayApp.error(response).path("type").asString()).isEqualTo("server_error");
    }

    @Test
    void stream_brokenForGood_endsInAnErrorEventWithoutDone() {
        app.first().always(Behavior.resetAfterTokens(2));

        HttpResponse<String> response = app.complete(GatewayApp.STREAMED, "x-llm-failover-on-interruption", "fail");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("data: {\"error\":").doesNotContain("[DONE]");
    }

    @Test
    void stream_restartAskedFor_isMarkedAndGoesOn() {
        app.first().always(Behavior.resetAfterTokens(2));

        HttpResponse<String> response = app.complete(GatewayApp.STREAMED, "x-llm-failover-on-interruption", "restart");

        assertThat(response.body())
                .contains("event: llm_failover.restart\n")
                .contains("second")
                .endsWith("data: [DONE]\n\n");
    }

    @Test
    void stream_restartNotAskedFor_isAnError() {
        app.first().always(Behavior.resetAfterTokens(2));
        String schema = GatewayApp.STREAMED.replaceFirst(
                "\\}$",
                ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"schema\":{\"type\":\"object\"}}}}");

        HttpResponse<String> response = app.complete(schema);

        assertThat(response.body()).contains("stream_interrupted").doesNotContain("[DONE]", "restart");
    }

    @Test
    void error_ofTheRequest_keepsItsCode() {
        app.first().always(Behavior.contextTooLong());
        app.second().always(Behavior.contextTooLong());
        assertThat(GatewayApp.error(app.complete(GatewayApp.QUESTION))
                        .path("code")
                        .asString())
                .isEqualTo("context_length_exceeded");

        app.first().always(Behavior.contentFiltered());
        HttpResponse<String> filtered = app.complete(GatewayApp.QUESTION);
        assertThat(filtered.statusCode()).isEqualTo(400);
        assertThat(GatewayApp.error(filtered).path("code").asString()).isEqualTo("content_policy_violation");
    }

    @Test
    void deadline_ofAHeader_isKept() {
        app.first().always(Behavior.hangBeforeHeaders());
        app.second().always(Behavior.hangBeforeHeaders());

        HttpResponse<String> response = app.complete(GatewayApp.QUESTION, "x-llm-failover-deadline-ms", "300");

        assertThat(response.statusCode()).isEqualTo(504);
        app.first().awaitNoOpenExchanges(Duration.ofSeconds(10));
    }

    @Test
    void header_thatSaysNothing_isRefusedByName() {
        HttpResponse<String> response = app.complete(GatewayApp.QUESTION, "x-llm-failover-deadline-ms", "soon");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(GatewayApp.error(response).path("param").asString()).isEqualTo("x-llm-failover-deadline-ms");
    }

    @Test
    void toolCalls_arePassedThrough() {
        app.first()
                .answers(Answer.toolCalls(
                        Answer.call("weather", "{\"city\":\"Oslo\"}"), Answer.call("weather", "{\"city\":\"Bonn\"}")));
        String tools = GatewayApp.QUESTION.replaceFirst(
                "\\}$",
                ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":{\"type\":\"object\"}}}]}");

        JsonNode message = GatewayApp.json(app.complete(tools)).at("/choices/0/message");

        assertThat(message.path("tool_calls").size()).isEqualTo(2);
        assertThat(app.first().lastRequest().tools()).containsExactly("weather");
    }

    @Test
    void models_areChainsAndConfiguredModels() {
        JsonNode list = GatewayApp.json(app.send(app.request("/v1/models")));

        assertThat(list.path("object").asString()).isEqualTo("list");
        assertThat(list.path("data").findValuesAsString("id"))
                .containsExactly("default", "reverse", "gpt-first", "gpt-second");
        assertThat(app.send(app.request("/v1/models/reverse")).statusCode()).isEqualTo(200);
        assertThat(app.send(app.request("/v1/models/none")).statusCode()).isEqualTo(404);
    }
}
