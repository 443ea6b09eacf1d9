package io.github.llmfailover.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatorMainTest {

    private final List<String> printed = new ArrayList<>();

    @Test
    void start_providers_printsTheirAddresses() {
        try (SimulatorMain running = start("--provider", "acme", "--provider", "bolt:0")) {
            assertThat(running).isNotNull();
            assertThat(printed).hasSize(3);
            assertThat(printed.get(0)).matches("control http://127.0.0.1:\\d+/providers");
            assertThat(printed.get(1)).matches("acme http://127.0.0.1:\\d+");
            assertThat(printed.get(2)).matches("bolt http://127.0.0.1:\\d+");
        }
    }

    @Test
    void start_noArguments_runsOneSimulator() {
        try (SimulatorMain running = start()) {
            assertThat(running).isNotNull();
            assertThat(printed).anyMatch(line -> line.startsWith("simulator http://127.0.0.1:"));
        }
    }

    @Test
    void start_listeningOnLoopback_cannotBeReachedFromElsewhere() throws IOException {
        try (SimulatorMain running = start()) {
            assertThat(running).isNotNull();
            assertThatThrownBy(this::connectFromElsewhere).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void start_listeningOnAll_canBeReachedFromElsewhere() throws IOException {
        try (SimulatorMain running = start("--listen", "all")) {
            assertThat(running).isNotNull();
            connectFromElsewhere();
        }
    }

    /** To another address of this machine, which is a network of its own as far as sockets are concerned. */
    private void connectFromElsewhere() throws IOException {
        for (String line : printed) {
            int port = URI.create(line.substring(line.indexOf(' ') + 1)).getPort();
            new Socket("127.0.0.2", port).close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--provider", "--provider acme:x", "--control-port 99999", "--listen everywhere", "--help me"})
    void start_wrongArguments_explainsTheRightOnes(String arguments) {
        assertThatThrownBy(() -> start(arguments.split(" ")).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Usage: SimulatorMain [--listen loopback|all] [--control-port PORT]");
    }

    private SimulatorMain start(String... arguments) {
        return SimulatorMain.start(arguments, printed::add);
    }
}
