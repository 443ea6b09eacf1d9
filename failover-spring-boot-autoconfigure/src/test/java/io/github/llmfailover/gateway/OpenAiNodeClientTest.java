package io.github.llmfailover.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The official {@code openai} package for Node, which decides what clients expect: {@code gateway-clients}. */
class OpenAiNodeClientTest {

    private static final Path SUITE = Path.of("..", "gateway-clients");

    @Test
    void suite_ofTheOfficialClient_passes() throws Exception {
        String modules = System.getenv("OPENAI_NODE_MODULES");
        assumeTrue(
                modules != null && Files.isDirectory(Path.of(modules, "openai")),
                "The environment variable OPENAI_NODE_MODULES does not name a node_modules directory with openai@6");
        HttpServer control = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Path output = Files.createTempFile("gateway-clients", ".log");
        try (GatewayApp app = new GatewayApp(
                "llm.failover.circuit-breaker.minimum-number-of-calls=1000",
                "llm.failover.circuit-breaker.sliding-window-size=1000")) {
            control.createContext("/", exchange -> {
                behave(app, exchange.getRequestURI().getPath().substring(1));
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            });
            control.start();
            ProcessBuilder node = new ProcessBuilder("node", "--test", "openai.test.mjs")
                    .directory(SUITE.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            node.environment().put("GATEWAY_URL", "http://127.0.0.1:" + app.port() + "/v1");
            node.environment()
                    .put("BREAK_URL", "http://127.0.0.1:" + control.getAddress().getPort());
            Process process = node.start();
            boolean ended = process.waitFor(120, TimeUnit.SECONDS);
            process.destroyForcibly();

            assertThat(ended && process.exitValue() == 0)
                    .as(Files.readString(output, StandardCharsets.UTF_8))
                    .isTrue();
        } finally {
            control.stop(0);
            Files.delete(output);
        }
    }

    private static void behave(GatewayApp app, String how) {
        List<ProviderSimulator> both = List.of(app.first(), app.second());
        if (how.equals("released")) {
            both.forEach(simulator -> simulator.awaitNoOpenExchanges(Duration.ofSeconds(10)));
            return;
        }
        both.forEach(ProviderSimulator::heal);
        both.forEach(simulator -> simulator.answers(Answer.text("Hello from the first.")));
        switch (how) {
            case "text" -> {}
            case "tools" ->
                app.first()
                        .answers(request -> request.messages().size() > 1
                                ? Answer.text("It is sunny in both.")
                                : Answer.toolCalls(
                                        Answer.call("weather", "{\"city\":\"Oslo\"}"),
                                        Answer.call("weather", "{\"city\":\"Bonn\"}")));
            case "json" -> app.first().answers(Answer.json("{\"city\":\"Oslo\"}"));
            case "hang" -> app.first().next(Behavior.hangAfterTokens(1));
            case "break" -> app.first().next(Behavior.resetAfterTokens(2));
            case "context-too-long" -> both.forEach(simulator -> simulator.always(Behavior.contextTooLong()));
            case "overloaded" -> both.forEach(simulator -> simulator.always(Behavior.overloaded()));
            default -> throw new IllegalArgumentException(how);
        }
    }
}
