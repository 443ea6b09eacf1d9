package io.github.llmfailover.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.ProviderState;
import java.util.Collection;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.jmx.ExposableJmxEndpoint;
import org.springframework.boot.actuate.endpoint.jmx.JmxEndpointsSupplier;

/** Whoever has only read access, which is the default, changes nothing. */
class ReadOnlyOperatorTest {

    private static final String JMX = "spring.jmx.enabled=true";

    private static final String EXPOSED = "management.endpoints.jmx.exposure.include=*";

    private static OperatedApp app;

    @BeforeAll
    static void start() {
        app = new OperatedApp(JMX, EXPOSED);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @ParameterizedTest
    @CsvSource({"openai,drain", "openai,disable", "openai,force-open", "openai,reset", "openai,enable", "drill,drain"})
    void write_byDefault_isNotAllowedAndChangesNothing(String name, String action) {
        assertThat(app.post("llmfailover/" + name, "{\"action\":\"" + action + "\",\"evenIfLast\":true}")
                        .statusCode())
                .isEqualTo(405);
        assertThat(app.get("llmfailover/openai").statusCode()).isEqualTo(200);
        for (String provider : OperatedApp.PROVIDERS) {
            assertThat(app.state(provider)).isEqualTo(ProviderState.CLOSED);
            assertThat(app.simulator(provider).requestCount()).isZero();
        }
        assertThat(app.json("llmfailover").path("recentEvents")).isEmpty();
    }

    @Test
    void jmx_byDefault_hasNoWriteOperation() {
        assertThat(operations(app)).containsOnly(OperationType.READ);
    }

    @Test
    void jmx_withAccessGranted_hasOne() {
        // Two applications in one JVM have to have names of their own there.
        try (OperatedApp granted = new OperatedApp(
                JMX,
                EXPOSED,
                OperatedApp.WRITABLE,
                "spring.jmx.default-domain=granted",
                "management.endpoints.jmx.domain=granted")) {
            assertThat(operations(granted)).contains(OperationType.WRITE);
        }
    }

    private static Stream<OperationType> operations(OperatedApp app) {
        Collection<ExposableJmxEndpoint> endpoints =
                app.context().getBean(JmxEndpointsSupplier.class).getEndpoints();
        return endpoints.stream()
                .filter(endpoint -> endpoint.getEndpointId().toString().equals("llmfailover"))
                .flatMap(endpoint -> endpoint.getOperations().stream())
                .map(operation -> operation.getType());
    }
}
