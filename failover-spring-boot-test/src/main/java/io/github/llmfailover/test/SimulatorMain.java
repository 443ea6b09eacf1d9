package io.github.llmfailover.test;

import io.github.llmfailover.test.server.Interfaces;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * Simulators and their control as a program of their own, until it is stopped:
 *
 * <pre>{@code
 * SimulatorMain [--listen loopback|all] [--control-port PORT] [--provider NAME[:PORT]]...
 * }</pre>
 *
 * <p>Without a provider there is one called {@code simulator}; a port that is not named is any that is free. They listen on
 * 127.0.0.1 unless told to listen on all interfaces, as they have to in a container.
 */
public final class SimulatorMain implements AutoCloseable {

    private static final String USAGE =
            "Usage: SimulatorMain [--listen loopback|all] [--control-port PORT] [--provider NAME[:PORT]]...";

    private final List<ProviderSimulator> simulators = new ArrayList<>();
    private final SimulatorControl control;

    private SimulatorMain(Arguments arguments, Consumer<String> out) {
        try {
            for (Provider provider : arguments.providers()) {
                simulators.add(ProviderSimulator.builder()
                        .name(provider.name())
                        .interfaces(arguments.interfaces())
                        .port(provider.port())
                        .start());
            }
            control = SimulatorControl.start(arguments.interfaces(), arguments.controlPort(), simulators);
        } catch (RuntimeException e) {
            simulators.forEach(ProviderSimulator::close);
            throw e;
        }
        out.accept("control " + control.baseUrl() + "/providers");
        simulators.forEach(simulator -> out.accept(simulator.name() + " " + simulator.baseUrl()));
    }

    /** Runs until the process is stopped. */
    @SuppressWarnings("ClosingStandardOutputStreams") // It is only written to.
    public static void main(String[] args) throws InterruptedException {
        try (SimulatorMain running = start(args, System.out::println)) {
            Runtime.getRuntime().addShutdownHook(new Thread(running::close));
            new CountDownLatch(1).await();
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    /**
     * Starts what the arguments name, and prints an address on each line.
     *
     * @throws IllegalArgumentException if the arguments are not understood, with a message for the user
     */
    static SimulatorMain start(String[] args, Consumer<String> out) {
        return new SimulatorMain(Arguments.parse(args), out);
    }

    @Override
    public void close() {
        control.close();
        simulators.forEach(ProviderSimulator::close);
    }

    private record Provider(String name, int port) {}

    private record Arguments(Interfaces interfaces, int controlPort, List<Provider> providers) {

        static Arguments parse(String[] args) {
            Interfaces interfaces = Interfaces.LOOPBACK;
            int controlPort = 0;
            List<Provider> providers = new ArrayList<>();
            for (int i = 0; i < args.length; i += 2) {
                if (i + 1 == args.length) {
                    throw new IllegalArgumentException("Nothing follows " + args[i] + "\n" + USAGE);
                }
                String value = args[i + 1];
                switch (args[i]) {
                    case "--listen" -> interfaces = interfaces(value);
                    case "--control-port" -> controlPort = port(value);
                    case "--provider" -> providers.add(provider(value));
                    default -> throw new IllegalArgumentException("Unknown argument " + args[i] + "\n" + USAGE);
                }
            }
            return new Arguments(
                    interfaces, controlPort, providers.isEmpty() ? List.of(new Provider("simulator", 0)) : providers);
        }

        private static Interfaces interfaces(String value) {
            return switch (value) {
                case "loopback" -> Interfaces.LOOPBACK;
                case "all" -> Interfaces.ALL;
                default -> throw new IllegalArgumentException("Not loopback or all: " + value + "\n" + USAGE);
            };
        }

        private static Provider provider(String value) {
            int colon = value.lastIndexOf(':');
            return colon < 0
                    ? new Provider(value, 0)
                    : new Provider(value.substring(0, colon), port(value.substring(colon + 1)));
        }

        private static int port(String value) {
            try {
                int port = Integer.parseInt(value);
                if (port >= 0 && port <= 65_535) {
                    return port;
                }
            } catch (NumberFormatException e) {
                // Told below.
            }
            throw new IllegalArgumentException("Not a port: " + value + "\n" + USAGE);
        }
    }
}
