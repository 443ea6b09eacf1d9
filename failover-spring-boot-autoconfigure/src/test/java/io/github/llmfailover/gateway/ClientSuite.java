package io.github.llmfailover.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.test.ProviderSimulator;
import io.github.llmfailover.test.SimulatorControl;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A gateway for the suites of {@code gateway-clients}, which say by themselves how the providers behind it behave. */
final class ClientSuite implements AutoCloseable {

    private static final String KEY = "a-key";

    private final ProviderSimulator third =
            ProviderSimulator.builder().name("third").start();

    private final GatewayApp app = new GatewayApp(
            "llm.failover.circuit-breaker.minimum-number-of-calls=1000",
            "llm.failover.circuit-breaker.sliding-window-size=1000",
            "llm.failover.chains.alone=third",
            "llm.failover.providers.third.client.type=openai",
            "llm.failover.providers.third.client.base-url=" + third.baseUrl() + "/v1",
            "llm.failover.providers.third.client.api-key=key-of-third",
            "llm.failover.providers.third.model=gpt-third",
            "llm.failover.gateway.max-body-size=2MB",
            "llm.failover.gateway.api-keys[0].name=suite",
            "llm.failover.gateway.api-keys[0].key=" + KEY);

    private final SimulatorControl control = SimulatorControl.start(0, List.of(app.first(), app.second(), third));

    GatewayApp app() {
        return app;
    }

    /** The host and port of the gateway. */
    String address() {
        return "127.0.0.1:" + app.port();
    }

    ClientProgram program(Path directory) {
        return ClientProgram.in(directory)
                .with(Map.of(
                        "GATEWAY_URL",
                        "http://" + address() + "/v1",
                        "GATEWAY_KEY",
                        KEY,
                        "CONTROL_URL",
                        control.baseUrl()));
    }

    /** Runs a suite for Node, and fails with what it printed. */
    static void passesInNode(String suite) {
        Path compiled = NodeWorkspace.compiled();
        try (ClientSuite running = new ClientSuite()) {
            ClientProgram.Result result = running.program(compiled)
                    .run("node", "--enable-source-maps", "--test", "--test-reporter=spec", suite + ".test.js");
            assertThat(result.exitValue()).as(result.output()).isZero();
            assertThat(result.output()).contains("ℹ fail 0").doesNotContain("ℹ tests 0");
        }
    }

    @Override
    public void close() {
        control.close();
        app.close();
        third.close();
    }
}
