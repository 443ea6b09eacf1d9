package io.github.llmfailover.test;

import io.github.llmfailover.test.server.Interfaces;
import io.github.llmfailover.test.server.LoopbackServer;
import io.github.llmfailover.test.server.SimulatorTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets simulators be watched and broken over HTTP, from outside of their JVM. JSON in, JSON out:
 *
 * <ul>
 *   <li>{@code GET /providers}, {@code GET /providers/NAME}: their state
 *   <li>{@code GET /providers/NAME/requests}: what arrived; {@code DELETE} forgets it
 *   <li>{@code POST /providers/NAME/always} with a behavior as {@link Behaviors} reads it
 *   <li>{@code POST /providers/NAME/next} with a behavior or a list of them
 *   <li>{@code POST /providers/NAME/down} with a behavior and either {@code "for": "10s"} or {@code "requests": 3}
 *   <li>{@code POST /providers/NAME/answers} with an answer as {@link Answers} reads it
 *   <li>{@code POST /providers/NAME/heal}
 * </ul>
 *
 * <p>A request that is not understood is answered with status 400 and an {@code error} that says what to write instead.
 * It listens on 127.0.0.1 unless told otherwise, and asks for no credentials: a tool for tests and demonstrations.
 */
public final class SimulatorControl implements AutoCloseable {

    private final LoopbackServer server;

    private SimulatorControl(Interfaces interfaces, int port, List<ProviderSimulator> simulators) {
        Map<String, ProviderSimulator> byName = new LinkedHashMap<>();
        for (ProviderSimulator simulator : simulators) {
            if (byName.put(simulator.name(), simulator) != null) {
                throw new IllegalArgumentException("Two simulators are called '" + simulator.name()
                        + "': give each a name of its own with ProviderSimulator.builder().name(…)");
            }
        }
        this.server = new LoopbackServer(
                "simulator-control", interfaces, port, new ControlHandler(byName), SimulatorTime.system());
    }

    /**
     * Starts a control for some simulators, on any free port.
     *
     * @throws IllegalArgumentException if two of them have the same name
     */
    public static SimulatorControl start(ProviderSimulator... simulators) {
        return start(0, List.of(simulators));
    }

    /**
     * Starts a control for some simulators.
     *
     * @param port the port, 0 for any that is free
     * @throws IllegalArgumentException if two of them have the same name
     * @throws java.io.UncheckedIOException if the port is taken
     */
    public static SimulatorControl start(int port, List<ProviderSimulator> simulators) {
        return start(Interfaces.LOOPBACK, port, simulators);
    }

    /**
     * Starts a control for some simulators.
     *
     * @param interfaces from where it can be reached
     * @param port the port, 0 for any that is free
     * @throws IllegalArgumentException if two of them have the same name
     * @throws java.io.UncheckedIOException if the port is taken
     */
    public static SimulatorControl start(Interfaces interfaces, int port, List<ProviderSimulator> simulators) {
        return new SimulatorControl(interfaces, port, simulators);
    }

    /** The port of the control. */
    public int port() {
        return server.port();
    }

    /** {@code http://127.0.0.1:PORT}, without a path. */
    public String baseUrl() {
        return "http://127.0.0.1:" + port();
    }

    /** Stops the control; the simulators stay as they are. */
    @Override
    public void close() {
        server.close();
    }
}
