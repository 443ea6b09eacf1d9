package io.github.llmfailover.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Simulators broken from outside, over HTTP. */
class SimulatorControlTest {

    private final HttpClient http = HttpClient.newHttpClient();
    private final ProviderSimulator acme =
            ProviderSimulator.builder().name("acme").start();
    private final ProviderSimulator bolt =
            ProviderSimulator.builder().name("bolt").start();
    private final SimulatorControl control = SimulatorControl.start(acme, bolt);

    @AfterEach
    void stop() {
        control.close();
        acme.close();
        bolt.close();
    }

    @Test
    void providers_areListedWithTheirState() {
        HttpResponse<String> response = send("GET", "/providers", "");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .contains("\"name\":\"acme\"", "\"name\":\"bolt\"", acme.baseUrl(), "\"behavior\":\"healthy()\"");
    }

    @Test
    void always_stands() {
        HttpResponse<String> response = post("acme/always", "{'behavior':'status','status':503}");

        assertThat(response.body()).contains("\"behavior\":\"status(503)\"");
        assertThat(chat().statusCode()).isEqualTo(503);
        assertThat(chat().statusCode()).isEqualTo(503);
    }

    @Test
    void next_listOfBehaviors_isQueued() {
        post("acme/next", "[{'behavior':'rateLimited','retryAfter':'2s'},{'behavior':'unauthorized'}]");

        HttpResponse<String> first = chat();
        assertThat(first.statusCode()).isEqualTo(429);
        assertThat(first.headers().firstValue("retry-after")).contains("2");
        assertThat(chat().statusCode()).isEqualTo(401);
        assertThat(chat().statusCode()).isEqualTo(200);
    }

    @Test
    void down_requests_areCounted() {
        post("acme/down", "{'behavior':'overloaded','requests':2}");

        assertThat(List.of(chat().statusCode(), chat().statusCode(), chat().statusCode()))
                .containsExactly(503, 503, 200);
    }

    @Test
    void down_duration_standsUntilHealed() {
        post("acme/down", "{'behavior':'serverError','for':'1h'}");
        assertThat(chat().statusCode()).isEqualTo(500);

        post("acme/heal", "");
        assertThat(chat().statusCode()).isEqualTo(200);
    }

    @Test
    void answers_areGivenFromThenOn() {
        post(
                "acme/answers",
                "{'toolCalls':[{'name':'weather','arguments':{'city':'Oslo'}}],'usage':{'input':7,'output':3}}");

        assertThat(chat().body())
                .contains("\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\"")
                .contains("\"prompt_tokens\":7");
    }

    @Test
    void requests_areShownAndForgotten() {
        chat();

        assertThat(send("GET", "/providers/acme/requests", "").body())
                .contains("\"wire\":\"OPENAI\"", "\"text\":\"Hi\"", "\"status\":200");
        assertThat(send("DELETE", "/providers/acme/requests", "").body()).isEqualTo("[]");
        assertThat(acme.requestCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    POST | acme/always  | {'behavior':'status'}                               | 400 | needs the field 'status', such as 503
                    POST | acme/always  | {'behavior':'status','status':'x'}                  | 400 | a whole number such as 503
                    POST | acme/always  | {'behavior':'status','status':99}                   | 400 | between 200 and 599
                    POST | acme/always  | {'behavior':'sleep'}                                | 400 | there are healthy, status
                    POST | acme/always  | {'behavior':'html','tokens':3}                      | 400 | Unknown field 'tokens'
                    POST | acme/always  | {'behavior':'pace','perToken':'soon'}               | 400 | a duration such as
                    POST | acme/always  | {'status':503}                                      | 400 | needs the field 'behavior'
                    POST | acme/always  | [1]                                                 | 400 | is an object such as
                    POST | acme/always  | nonsense                                            | 400 | not valid JSON
                    POST | acme/next    | null                                                | 400 | is an object such as
                    POST | acme/next    | {'behavior':'refuse'}                               | 400 | use always(refuse())
                    POST | acme/down    | {'behavior':'html'}                                 | 400 | needs either
                    POST | acme/answers | {'txt':'Hello'}                                     | 400 | it takes text, tokens
                    POST | acme/answers | {'json':'{'}                                        | 400 | Not valid JSON
                    POST | acme/explode | {}                                                  | 404 | there are requests, always
                    GET  | acme/always  | {}                                                  | 405 | Use POST here
                    GET  | nobody       | {}                                                  | 404 | there are acme, bolt
                    """)
    void request_notUnderstood_saysWhatToWrite(String method, String path, String body, int status, String message) {
        HttpResponse<String> response = send(method, "/providers/" + path, body.replace('\'', '"'));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).startsWith("{\"error\":").contains(message.replace("\"", "\\\""));
    }

    @Test
    void path_unknown_isNotFound() {
        assertThat(send("GET", "/", "").statusCode()).isEqualTo(404);
    }

    @Test
    void start_sameNameTwice_isRejected() {
        try (ProviderSimulator twin = ProviderSimulator.builder().name("acme").start()) {
            assertThatThrownBy(() -> SimulatorControl.start(acme, twin))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'acme'");
        }
    }

    @Test
    void behaviors_combined_areParsed() {
        Behavior behavior = Behaviors.parse(Map.of(
                "behavior",
                "firstTokenDelay",
                "delay",
                "PT0.25S",
                "and",
                List.of(
                        Map.of("behavior", "resetAfterTokens", "tokens", 3),
                        Map.of("behavior", "withHeader", "name", "X-Test", "value", "1"))));

        assertThat(behavior).hasToString("firstTokenDelay(PT0.25S).and(resetAfterTokens(3)).and(withHeader(X-Test))");
    }

    private HttpResponse<String> post(String path, String json) {
        HttpResponse<String> response = send("POST", "/providers/" + path, json.replace('\'', '"'));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response;
    }

    private HttpResponse<String> send(String method, String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(control.baseUrl() + path))
                .method(method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> chat() {
        return send(HttpRequest.newBuilder(URI.create(acme.baseUrl() + "/v1/chat/completions"))
                .POST(BodyPublishers.ofString(RawClient.OPENAI_CALL)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
