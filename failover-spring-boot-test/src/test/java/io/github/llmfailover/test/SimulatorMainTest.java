package io.github.llmfailover.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatorMainTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void start_providers_printsTheirAddresses() {
        try (SimulatorMain running = start("--provider", "acme", "--provider", "bolt:0")) {
            assertThat(running).isNotNull();
            assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                    .hasSize(3)
                    .element(0)
                    .asString()
                    .matches("control http://127.0.0.1:\\d+/providers");
            assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                    .anyMatch(line -> line.matches("acme http://127.0.0.1:\\d+"))
                    .anyMatch(line -> line.matches("bolt http://127.0.0.1:\\d+"));
        }
    }

    @Test
    void start_noArguments_runsOneSimulator() {
        try (SimulatorMain running = start()) {
            assertThat(running).isNotNull();
            assertThat(printed.toString(StandardCharsets.UTF_8)).contains("simulator http://127.0.0.1:");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--provider", "--provider acme:x", "--control-port 99999", "--help me"})
    void start_wrongArguments_explainsTheRightOnes(String arguments) {
        assertThatThrownBy(() -> start(arguments.split(" ")).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Usage: SimulatorMain [--control-port PORT]");
    }

    private SimulatorMain start(String... arguments) {
        return SimulatorMain.start(arguments, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }
}
