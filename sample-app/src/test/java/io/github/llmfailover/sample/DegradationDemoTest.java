package io.github.llmfailover.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;

/** The commands of docs/degradation.md and docs/budget.md. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "sample.demo=true",
            "sample.demo-pace=0ms",
            "llm.failover.circuit-breaker.minimum-number-of-calls=100",
            "llm.failover.circuit-breaker.sliding-window-size=100",
            "llm.failover.timeout.first-token=60s",
            "llm.failover.timeout.response=60s",
            "llm.failover.degradation.time-limit=30s",
            "llm.failover.degradation.cache.time-limit=30s",
            "llm.failover.degradation.rules.time-limit=30s"
        })
@ActiveProfiles("degradation")
class DegradationDemoTest {

    private final Http http;

    private final int port;

    DegradationDemoTest(@LocalServerPort int port) {
        this.http = new Http(port);
        this.port = port;
    }

    @BeforeEach
    void heal() {
        each("heal");
    }

    private void each(String what) {
        for (String provider : new String[] {"openai", "anthropic", "ollama"}) {
            http.post("/demo/" + provider + "/" + what);
        }
    }

    private JsonNode ask(String question) {
        return http.get("/ask?q=" + question).json();
    }

    @Test
    void everyProviderBroken_theLastAnswer_aRuleOrTheText() {
        String good = ask("hello").path("answer").asString();
        each("break?how=refuse");

        assertThat(ask("hello").path("degraded").asString()).isEqualTo("cache");
        assertThat(ask("hello").path("answer").asString()).isEqualTo(good);
        assertThat(ask("Your+opening+hours%3F").path("answer").asString()).isEqualTo("We are open from nine to five.");
        assertThat(ask("anything+else").path("degraded").asString()).isEqualTo("text");
        assertThat(http.get("/stream?q=anything+else").body())
                .contains("Nobody can answer at the moment.")
                .contains("event:done")
                .contains("\"degraded\":\"text\"");
    }

    /** That each provider gets a fair slice of it is tested where time is not this machine's. */
    @Test
    void budgetOfTheInboundRequest_endsACallOfWhichEverybodyHangs() throws Exception {
        assertThat(budgeted("/ask?q=budget", "60000")).contains("\"openai: SUCCEEDED\"");

        each("break?how=hang");
        assertThat(budgeted("/ask?q=nobody", "600")).contains("\"degraded\":\"text\"");
    }

    private String budgeted(String path, String millis) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .header("x-request-budget-ms", millis)
                                .build(),
                        BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }
}
