package io.github.llmfailover.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.sample.Http.Response;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "sample.demo=true",
            "sample.demo-pace=0ms",
            "llm.failover.timeout.first-token=2s",
            "llm.failover.timeout.response=2s"
        })
class DemoModeTest {

    private final Http http;

    private final ShiftableTime time;

    DemoModeTest(@LocalServerPort int port, @Autowired ShiftableTime time) {
        this.http = new Http(port);
        this.time = time;
    }

    /** Every provider is healthy and known to be: rests and open breakers are over, and the tests of half-open passed. */
    @BeforeEach
    void recover() {
        for (String provider : new String[] {"openai", "anthropic", "ollama"}) {
            http.post("/demo/" + provider + "/heal");
        }
        time.jump(Duration.ofMinutes(11));
        for (int call = 0; call < 3; call++) {
            assertThat(ask().path("provider").asString()).isEqualTo("openai");
        }
    }

    @Test
    void ask_allHealthy_servedByFirst() {
        JsonNode reply = ask();

        assertThat(reply.path("provider").asString()).isEqualTo("openai");
        assertThat(reply.path("failedOver").asBoolean()).isFalse();
        assertThat(reply.path("answer").asString()).startsWith("I am the stand-in for OpenAI;");
    }

    @Test
    void ask_byPost_answeredAsByGet() {
        assertThat(http.post("/ask?q=hello").json().path("provider").asString()).isEqualTo("openai");
    }

    @Test
    void stream_allHealthy_isWholeAndSaysWhoServed() {
        String events = http.get("/stream?q=hello").body();

        assertThat(events)
                .contains("data:{\"text\":\"I\"}", "data:{\"text\":\" again.\"}", "event:done")
                .contains("\"provider\":\"openai\"")
                .doesNotContain("event:error");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kill",
                "refuse",
                "reset",
                "500",
                "503",
                "529",
                "429",
                "401",
                "404",
                "html",
                "empty",
                "hang",
                "slow",
                "cut",
                "end",
                "stall",
                "error",
                "garbled",
                "quota",
                "too-long"
            })
    void ask_firstBroken_servedBySecond(String how) {
        breakDown("openai", how);

        JsonNode reply = ask();

        assertThat(reply.path("provider").asString()).isEqualTo("anthropic");
        assertThat(reply.path("failedOver").asBoolean()).isTrue();
        assertThat(reply.path("answer").asString()).contains("Anthropic");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kill",
                "refuse",
                "reset",
                "500",
                "503",
                "529",
                "429",
                "401",
                "404",
                "html",
                "empty",
                "hang",
                "slow",
                "quota",
                "too-long"
            })
    void stream_firstBroken_servedBySecond(String how) {
        breakDown("openai", how);

        String events = http.get("/stream?q=hello").body();

        assertThat(events)
                .contains("\"provider\":\"anthropic\"", "\"failedOver\":true")
                .doesNotContain("event:error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"filter", "invalid"})
    void ask_requestRejected_isNotAskedElsewhere(String how) {
        breakDown("openai", how);

        Response response = http.get("/ask?q=hello");

        assertThat(response.status()).isEqualTo(422);
        assertThat(response.json().path("attempts")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut", "end", "stall", "error", "garbled"})
    void stream_brokenInTheMiddle_isCarriedOnByTheSecond(String how) {
        String whole = text(http.get("/stream?q=hello").body());
        breakDown("openai", how);

        String events = http.get("/stream?q=hello").body();

        assertThat(text(events)).isEqualTo(whole);
        assertThat(events)
                .contains("event:done", "openai: ", "anthropic: SUCCEEDED")
                .containsSubsequence("data:{\"provider\":\"openai\"}", "data:{\"provider\":\"anthropic\"}")
                .doesNotContain("event:error", "event:restart");
    }

    @Test
    void stream_cutByAll_endsInAnErrorAndNeverLooksWhole() {
        for (String provider : new String[] {"openai", "anthropic", "ollama"}) {
            breakDown(provider, "cut");
        }

        String events = http.get("/stream?q=hello").body();

        assertThat(events)
                .contains("data:{\"text\":\"I\"}", "event:error", "openai")
                .doesNotContain("event:done");
    }

    @Test
    void ask_firstHealed_returnsToFirst() {
        breakDown("openai", "503");
        assertThat(ask().path("provider").asString()).isEqualTo("anthropic");
        http.post("/demo/openai/heal");
        time.jump(Duration.ofMinutes(2));

        assertThat(ask().path("provider").asString()).isEqualTo("openai");
    }

    @Test
    void ask_firstOpen_doesNotAskIt() {
        openBreakerOfOpenAi();

        JsonNode attempts = ask().path("attempts");

        assertThat(attempts).hasSize(1);
        assertThat(attempts.path(0).asString()).isEqualTo("anthropic: SUCCEEDED");
    }

    @Test
    void ask_allBroken_saysWhatWasTriedWithStatus503() {
        breakDown("openai", "503");
        breakDown("anthropic", "529");
        breakDown("ollama", "refuse");

        Response response = http.get("/ask?q=hello");

        assertThat(response.status()).isEqualTo(503);
        assertThat(response.contentType()).contains("application/problem+json");
        assertThat(response.json().path("detail").asString())
                .contains("openai: OVERLOADED (503)", "anthropic: OVERLOADED (529)", "ollama: CONNECTION");
    }

    @Test
    void stream_allBroken_saysWhatWasTriedWithStatus503() {
        breakDown("openai", "503");
        breakDown("anthropic", "529");
        breakDown("ollama", "refuse");

        Response response = http.get("/stream?q=hello");

        assertThat(response.status()).isEqualTo(503);
        assertThat(response.json().path("attempts").toString()).contains("ollama: CONNECTION");
    }

    @Test
    void health_firstOpen_isDegradedWithStatus200() {
        openBreakerOfOpenAi();

        Response health = http.get("/actuator/health/llmFailover");

        assertThat(health.status()).isEqualTo(200);
        assertThat(health.json().path("status").asString()).isEqualTo("DEGRADED");
        assertThat(health.json().path("components").propertyNames())
                .containsExactlyInAnyOrder("openai", "anthropic", "ollama");
        assertThat(health.json().at("/components/openai/details/state").asString())
                .isEqualTo("OPEN");
        assertThat(health.json().at("/components/anthropic/status").asString()).isEqualTo("UP");
    }

    @Test
    void endpoint_firstOpen_tellsChainsProvidersBudgetAndEvents() {
        openBreakerOfOpenAi();

        JsonNode all = http.get("/actuator/llmfailover").json();

        assertThat(all.propertyNames()).containsExactly("chains", "providers", "retryBudget", "recentEvents", "drill");
        assertThat(all.at("/chains/default").toString()).isEqualTo("[\"openai\",\"anthropic\",\"ollama\"]");
        assertThat(all.at("/providers/openai/state").asString()).isEqualTo("OPEN");
        assertThat(all.at("/providers/openai/available").asBoolean()).isFalse();
        assertThat(all.path("recentEvents")).isNotEmpty();
    }

    @Test
    void endpoint_ofOneProvider_tellsThatOne() {
        JsonNode one = http.get("/actuator/llmfailover/openai").json();

        assertThat(one.path("state").asString()).isEqualTo("CLOSED");
        assertThat(http.get("/actuator/llmfailover/nobody").status()).isEqualTo(404);
    }

    @Test
    void demo_listsProvidersAndWays() {
        breakDown("ollama", "hang");

        JsonNode demo = http.get("/demo").json();

        assertThat(demo.path("providers").toString())
                .isEqualTo("{\"openai\":\"healthy\",\"anthropic\":\"healthy\",\"ollama\":\"hang\"}");
        assertThat(demo.path("how").propertyNames()).contains("refuse", "503", "hang", "cut");
    }

    @Test
    void pace_slowed_isShown_andImpossibleOnesAreRefused() {
        assertThat(http.post("/demo/pace?millis=30")
                        .json()
                        .path("millisPerWord")
                        .asInt())
                .isEqualTo(30);
        assertThat(http.get("/demo").json().path("millisPerWord").asInt()).isEqualTo(30);
        assertThat(http.post("/demo/pace?millis=-1").status()).isEqualTo(400);
        assertThat(http.post("/demo/pace?millis=5000").body()).contains("from 0 to 1000 milliseconds");
        http.post("/demo/pace?millis=0");
    }

    @Test
    void chat_aConversation_isAnsweredAsEvents() {
        Response response = http.send("POST", "/chat", """
                {"messages":[{"role":"user","text":"hello"},{"role":"assistant","text":"hi"},
                 {"role":"user","text":"say it again"}]}""");

        assertThat(response.status()).isEqualTo(200);
        assertThat(text(response.body())).isEqualTo("it again");
        assertThat(response.body()).containsSubsequence("event:provider", "event:token", "event:done");
    }

    @Test
    void chat_allBroken_isAnErrorEvent() {
        for (String provider : new String[] {"openai", "anthropic", "ollama"}) {
            breakDown(provider, "refuse");
        }

        Response response = http.send("POST", "/chat", "{\"messages\":[{\"role\":\"user\",\"text\":\"hello\"}]}");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body())
                .contains("event:error", "ollama: CONNECTION")
                .doesNotContain("event:done");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|messages is missing",
                "{'messages':[]}|messages is missing",
                "{'messages':[{'role':'assistant','text':'hi'}]}|must have the role user",
                "{'messages':[{'role':'system','text':'hi'},{'role':'user','text':'hi'}]}|A role is user or assistant",
                "{'messages':[{'role':'user','text':' '}]}|Each message needs a text",
                "{'messages':[null]}|must have the role user"
            })
    void chat_notAConversation_saysWhatIsWrong(String json, String complaint) {
        Response response = http.send("POST", "/chat", json.replace('\'', '"'));

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body()).contains(complaint);
    }

    @Test
    void chat_moreThanCanBeRead_isRefused() {
        String json = "{\"messages\":[{\"role\":\"user\",\"text\":\"" + "a".repeat(300_000) + "\"}]}";

        assertThat(http.send("POST", "/chat", json).status()).isEqualTo(413);
    }

    @Test
    void breakDown_unknownWay_namesTheWays() {
        Response response = http.post("/demo/openai/break?how=politely");

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body()).contains("kill, refuse, reset, 500");
    }

    @Test
    void heal_unknownProvider_namesTheProviders() {
        Response response = http.post("/demo/mistral/heal");

        assertThat(response.status()).isEqualTo(404);
        assertThat(response.body()).contains("openai, anthropic and ollama");
    }

    /** What a reader of the stream ends up with. */
    private static String text(String events) {
        return events.lines()
                .filter(line -> line.startsWith("data:{\"text\":"))
                .map(line -> JsonMapper.shared().readTree(line.substring("data:".length())))
                .map(token -> token.path("text").asString())
                .collect(Collectors.joining());
    }

    private JsonNode ask() {
        return http.get("/ask?q=hello").json();
    }

    private void breakDown(String provider, String how) {
        assertThat(http.post("/demo/" + provider + "/break?how=" + how).status())
                .isEqualTo(200);
    }

    private void openBreakerOfOpenAi() {
        breakDown("openai", "refuse");
        for (int call = 0; call < 4; call++) {
            ask();
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Time {

        @Bean
        ShiftableTime time() {
            return new ShiftableTime();
        }
    }
}
