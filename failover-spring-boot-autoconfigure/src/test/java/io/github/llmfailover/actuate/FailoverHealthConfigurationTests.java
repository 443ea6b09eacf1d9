package io.github.llmfailover.actuate;

import static io.github.llmfailover.actuate.FailoverHealthTests.HEALTH;
import static io.github.llmfailover.actuate.FailoverHealthTests.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Each test has an application of its own; two at a time would share, and close, their server's threads. */
class FailoverHealthConfigurationTests {

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
}
