package io.github.llmfailover.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;

class FailoverHealthTests {

    static final String HEALTH = "/actuator/health/llmFailover";

    private static ActuatorApp app;

    @BeforeAll
    static void start() {
        app = new ActuatorApp();
    }

    @AfterEach
    void heal() {
        app.heal();
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    static void assertStatus(HttpResponse<String> response, int code, String status) {
        assertThat(response.body()).contains("\"status\":\"" + status + "\"");
        assertThat(firstStatus(response.body())).isEqualTo(status);
        assertThat(response.statusCode()).isEqualTo(code);
    }

    /** The status of the whole, which is written outside of any component. */
    private static String firstStatus(String body) {
        String outer = body.replaceAll("\"components\":\\{.*\\}\\}", "");
        return outer.replaceAll(".*\"status\":\"([A-Z_]+)\".*", "$1");
    }

    @Test
    void health_throughAnOutageOfOneAfterTheOther_isUpThenDegradedThenDownThenUp() throws Exception {
        assertStatus(app.get(HEALTH), 200, "UP");
        assertStatus(app.get("/actuator/health"), 200, "UP");

        app.breakProvider("openai");
        assertStatus(app.get(HEALTH), 200, "DEGRADED");
        assertStatus(app.get("/actuator/health"), 200, "DEGRADED");

        app.rest("anthropic");
        assertStatus(app.get(HEALTH), 503, "DOWN");
        assertStatus(app.get("/actuator/health"), 503, "DOWN");

        app.time().advance(Duration.ofMinutes(10).plusNanos(1));
        assertStatus(app.get(HEALTH), 200, "UP");
    }

    @Test
    void health_secondChoiceOut_isUpAndShowsItsState() throws Exception {
        app.rest("anthropic");

        HttpResponse<String> response = app.get(HEALTH);

        assertStatus(response, 200, "UP");
        assertThat(response.body())
                .contains("\"openai\":", "\"ollama\":")
                .contains("\"anthropic\":{", "\"status\":\"RESTING\"", "\"state\":\"RESTING\"")
                .contains("\"availableAgainAt\":\"" + app.time().now().plusSeconds(600) + "\"");
    }

    @Test
    void health_providerOutsideTheDefaultChainOut_isUp() throws Exception {
        app.breakProvider("ollama");

        assertStatus(app.get(HEALTH), 200, "UP");
        assertThat(app.get(HEALTH + "/ollama").body()).contains("\"status\":\"OPEN\"");
    }

    @Test
    void health_onlyAProviderOutsideTheDefaultChainLeft_isDown() throws Exception {
        app.breakProvider("openai");
        app.breakProvider("anthropic");

        assertStatus(app.get(HEALTH), 503, "DOWN");
    }

    @Test
    void health_askedWithoutReactor_isTheSame() throws Exception {
        HealthEndpoint blocking = app.bean(HealthEndpoint.class);
        app.breakProvider("openai");

        assertThat(blocking.healthForPath("llmFailover"))
                .extracting(HealthDescriptor::getStatus)
                .isEqualTo(new Status("DEGRADED"));
        assertThat(blocking.health().getStatus()).isEqualTo(new Status("DEGRADED"));
    }
}
