package io.github.llmfailover.operations.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;

/** The sample application in one container and each provider in another, in a network of their own. */
final class Deployment implements AutoCloseable {

    private static final int PORT = 8080;

    private static final int CONTROL_PORT = 8081;

    private static final String BASE = "llm-failover-test/java-runtime:latest";

    private static final String IMAGE = "llm-failover-test/sample-app:latest";

    /** Shorter limits than for real models, so that a test does not wait for long, and long enough for a busy machine. */
    private static final String SETTINGS = """
            {"llm.failover.chain": "openai,anthropic", "llm.failover.timeout.first-token": "5s",
             "llm.failover.timeout.stall": "5s", "llm.failover.timeout.response": "5s",
             "llm.failover.circuit-breaker.minimum-number-of-calls": 2, "llm.failover.circuit-breaker.open-duration": "1s",
             "llm.failover.circuit-breaker.max-open-duration": "2s", "management.endpoint.health.probes.enabled": true}
            """;

    private final DockerClient docker = DockerClientFactory.lazyClient();

    private final Network network = Network.newNetwork();

    private final GenericContainer<?> openai = provider("openai");

    private final GenericContainer<?> anthropic = provider("anthropic");

    private final GenericContainer<?> app = application();

    /** Builds the image with the sample application's own Dockerfile. */
    static void buildImage(Path work) throws IOException {
        Path module = Path.of("../sample-app").toAbsolutePath().normalize();
        try (Stream<Path> files = Files.list(module.resolve("target"))) {
            if (files.noneMatch(file -> file.toString().endsWith("-exec.jar"))) {
                throw new IllegalStateException(
                        "There is no runnable jar in sample-app/target: run \"mvn -Pcontainers verify\","
                                + " which packages it, rather than \"mvn test\"");
            }
        }
        DockerClient docker = DockerClientFactory.lazyClient();
        new RuntimeImage(docker).create(BASE, work);
        docker.buildImageCmd(module.toFile())
                .withDockerfile(module.resolve("Dockerfile").toFile())
                .withBuildArg("BASE", BASE)
                .withTags(Set.of(IMAGE))
                .exec(new BuildImageResultCallback())
                .awaitImageId();
    }

    void start() {
        openai.start();
        anthropic.start();
        app.start();
    }

    /** The published address of the application. */
    String url() {
        return "http://localhost:" + app.getMappedPort(PORT);
    }

    /** The published address of a provider's control; another one after each start. */
    String controlOf(String provider) {
        Ports.Binding[] bindings = docker.inspectContainerCmd(id(provider))
                .exec()
                .getNetworkSettings()
                .getPorts()
                .getBindings()
                .get(ExposedPort.tcp(CONTROL_PORT));
        return "http://localhost:" + bindings[0].getHostPortSpec() + "/providers/" + provider;
    }

    /** Freezes its processes: the kernel goes on accepting connections, and nobody answers. */
    void pause(String provider) {
        docker.pauseContainerCmd(id(provider)).exec();
    }

    void unpause(String provider) {
        docker.unpauseContainerCmd(id(provider)).exec();
    }

    /** Ends its processes without a word. */
    void kill(String provider) {
        docker.killContainerCmd(id(provider)).exec();
    }

    void restart(String provider) {
        docker.startContainerCmd(id(provider)).exec();
    }

    /** Takes its network away: packets to it are lost. */
    void disconnect(String provider) {
        docker.disconnectFromNetworkCmd()
                .withContainerId(id(provider))
                .withNetworkId(network.getId())
                .withForce(true)
                .exec();
    }

    void connect(String provider) {
        docker.connectToNetworkCmd()
                .withContainerId(id(provider))
                .withNetworkId(network.getId())
                .withContainerNetwork(new ContainerNetwork().withAliases(provider))
                .exec();
    }

    String logs() {
        return app.getLogs();
    }

    /** The user that the application runs as. */
    String user() {
        return String.valueOf(docker.inspectContainerCmd(app.getContainerId())
                .exec()
                .getConfig()
                .getUser());
    }

    @Override
    public void close() {
        app.stop();
        openai.stop();
        anthropic.stop();
        network.close();
    }

    private String id(String provider) {
        return (provider.equals("openai") ? openai : anthropic).getContainerId();
    }

    private GenericContainer<?> application() {
        return new GenericContainer<>(IMAGE)
                .withNetwork(network)
                .withNetworkAliases("app")
                // In a container nobody reaches 127.0.0.1; the port is published there by Docker instead.
                .withEnv("SERVER_ADDRESS", "0.0.0.0")
                .withEnv("OPENAI_API_KEY", "a-key")
                .withEnv("ANTHROPIC_API_KEY", "another-key")
                .withEnv("SPRING_AI_OPENAI_BASE_URL", "http://openai:" + PORT + "/v1")
                .withEnv("SPRING_AI_ANTHROPIC_BASE_URL", "http://anthropic:" + PORT)
                .withEnv("SPRING_APPLICATION_JSON", SETTINGS)
                // Three JVMs share what a build machine has; a test is over before the second compiler pays.
                .withEnv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1")
                .withExposedPorts(PORT)
                .withCreateContainerCmdModifier(create -> publish(create, PORT))
                .waitingFor(Wait.forHttp("/actuator/health/readiness").withStartupTimeout(Duration.ofMinutes(4)));
    }

    private GenericContainer<?> provider(String name) {
        return new GenericContainer<>(IMAGE)
                .withNetwork(network)
                .withNetworkAliases(name)
                .withCreateContainerCmdModifier(create -> {
                    create.withEntrypoint("java", "-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp", "application.jar");
                    publish(create, CONTROL_PORT);
                })
                .withCommand(
                        "io.github.llmfailover.test.SimulatorMain",
                        "--listen",
                        "all",
                        "--control-port",
                        String.valueOf(CONTROL_PORT),
                        "--provider",
                        name + ":" + PORT)
                .withExposedPorts(CONTROL_PORT)
                .waitingFor(Wait.forHttp("/providers").withStartupTimeout(Duration.ofMinutes(2)));
    }

    /** On this machine's loopback alone. */
    private static void publish(CreateContainerCmd create, int port) {
        create.getHostConfig()
                .withPortBindings(new PortBinding(Ports.Binding.bindIp("127.0.0.1"), ExposedPort.tcp(port)));
    }
}
