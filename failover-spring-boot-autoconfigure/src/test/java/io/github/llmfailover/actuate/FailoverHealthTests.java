package io.github.llmfailover.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;

class FailoverHealthTests {

    private static final String HEALTH = "/actuator/health/llmFailover";

    private static void assertStatus(HttpResponse<String> response, int code, String status) {
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
        try (ActuatorApp app = new ActuatorApp()) {
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
    }

    @Test
    void health_secondChoiceOut_isUpAndShowsItsState() throws Exception {
        try (ActuatorApp app = new ActuatorApp()) {
            app.rest("anthropic");

            HttpResponse<String> response = app.get(HEALTH);

            assertStatus(response, 200, "UP");
            assertThat(response.body())
                    .contains("\"openai\":", "\"ollama\":")
                    .contains("\"anthropic\":{", "\"status\":\"RESTING\"", "\"state\":\"RESTING\"")
                    .contains("\"availableAgainAt\":\"2026-01-01T00:10:00Z\"");
        }
    }

    @Test
    void health_providerOutsideTheDefaultChainOut_isUp() throws Exception {
        try (ActuatorApp app = new ActuatorApp()) {
            app.breakProvider("ollama");

            assertStatus(app.get(HEALTH), 200, "UP");
            assertThat(app.get(HEALTH + "/ollama").body()).contains("\"status\":\"OPEN\"");
        }
    }

    @Test
    void health_onlyAProviderOutsideTheDefaultChainLeft_isDown() throws Exception {
        try (ActuatorApp app = new ActuatorApp()) {
            app.breakProvider("openai");
            app.breakProvider("anthropic");

            assertStatus(app.get(HEALTH), 503, "DOWN");
        }
    }

    @Test
    void readiness_withTheProvidersInItsGroup_staysReadyWhileAnyPathWorks() throws Exception {
        try (ActuatorApp app = new ActuatorApp(
                "--management.endpoint.health.probes.enabled=true",
                "--management.endpoint.health.probes.add-additional-paths=true",
                "--management.endpoint.health.group.readiness.include=readinessState,llmFailover")) {
            app.breakProvider("openai");
            assertStatus(app.get("/actuator/health/readiness"), 200, "DEGRADED");
            assertStatus(app.get("/readyz"), 200, "DEGRADED");

            app.breakProvider("anthropic");
            assertStatus(app.get("/actuator/health/readiness"), 503, "DOWN");
            assertStatus(app.get("/actuator/health/liveness"), 200, "UP");
            assertStatus(app.get("/livez"), 200, "UP");

            app.time().advance(Duration.ofSeconds(10).plusNanos(1));
            assertStatus(app.get("/actuator/health/readiness"), 200, "UP");
        }
    }

    @Test
    void statusOrder_ofTheUserWithoutDegraded_isRespected() throws Exception {
        try (ActuatorApp app = new ActuatorApp("--management.endpoint.health.status.order=FATAL,DOWN,UNKNOWN,UP")) {
            app.breakProvider("openai");
            assertStatus(app.get(HEALTH), 200, "DEGRADED");

            app.breakProvider("anthropic");
            assertStatus(app.get(HEALTH), 503, "DOWN");
        }
    }

    @Test
    void statusOrderAndMapping_ofTheUserWithDegraded_decide() throws Exception {
        try (ActuatorApp app = new ActuatorApp(
                "--management.endpoint.health.status.order=DOWN,UP,DEGRADED",
                "--management.endpoint.health.status.http-mapping.down=418")) {
            app.breakProvider("openai");
            assertStatus(app.get(HEALTH), 200, "UP");

            app.breakProvider("anthropic");
            assertStatus(app.get(HEALTH), 418, "DOWN");
        }
    }

    @Test
    void healthContributor_switchedOff_isAbsent() throws Exception {
        try (ActuatorApp app = new ActuatorApp("--management.health.llmFailover.enabled=false")) {
            assertThat(app.get(HEALTH).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void health_askedWithoutReactor_isTheSame() throws Exception {
        try (ActuatorApp app = new ActuatorApp()) {
            HealthEndpoint blocking = app.bean(HealthEndpoint.class);
            app.breakProvider("openai");

            assertThat(blocking.healthForPath("llmFailover"))
                    .extracting(HealthDescriptor::getStatus)
                    .isEqualTo(new Status("DEGRADED"));
            assertThat(blocking.health().getStatus()).isEqualTo(new Status("DEGRADED"));
        }
    }
}
