package io.github.llmfailover.gateway;

import io.github.llmfailover.test.ProviderSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An application that serves the gateway, over two simulated providers with clients of their own. */
final class GatewayApp implements AutoCloseable {

    static final String QUESTION = "{\"model\":\"default\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    static final String STREAMED =
            "{\"model\":\"default\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    private final ProviderSimulator first =
            ProviderSimulator.builder().name("first").start();

    private final ProviderSimulator second =
            ProviderSimulator.builder().name("second").start();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final ConfigurableApplicationContext context;

    private final int port;

    GatewayApp(String... properties) {
        Map<String, Object> defaults = new LinkedHashMap<>();
        defaults.put("server.port", "0");
        defaults.put("server.address", "127.0.0.1");
        defaults.put("spring.main.banner-mode", "off");
        defaults.put("spring.config.name", "none");
        // Each closes loops of its own, which would otherwise wait for two more seconds.
        defaults.put("spring.reactor.netty.shutdown-quiet-period", "0s");
        for (String kind : List.of("chat", "embedding", "image", "moderation", "audio.speech", "audio.transcription")) {
            defaults.put("spring.ai.model." + kind, "none");
        }
        defaults.put("llm.failover.gateway.enabled", "true");
        defaults.put("llm.failover.chain", "first,second");
        defaults.put("llm.failover.chains.reverse", "second,first");
        defaults.put("llm.failover.retry.max", "0");
        defaults.put("llm.failover.when-unavailable", "fail");
        defaults.put("llm.failover.circuit-breaker.minimum-number-of-calls", "20");
        provider(defaults, "first", first, "gpt-first");
        provider(defaults, "second", second, "gpt-second");
        for (String property : properties) {
            int equals = property.indexOf('=');
            defaults.put(property.substring(0, equals), property.substring(equals + 1));
        }
        context = new SpringApplicationBuilder(App.class)
                .web(WebApplicationType.REACTIVE)
                .properties(defaults)
                .run();
        port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    private static void provider(Map<String, Object> into, String name, ProviderSimulator simulator, String model) {
        String prefix = "llm.failover.providers." + name + ".";
        into.put(prefix + "client.type", "openai");
        into.put(prefix + "client.base-url", simulator.baseUrl() + "/v1");
        into.put(prefix + "client.api-key", "key-of-" + name);
        into.put(prefix + "model", model);
        into.put(prefix + "tags", name);
    }

    ProviderSimulator first() {
        return first;
    }

    ProviderSimulator second() {
        return second;
    }

    Gateway gateway() {
        return context.getBean(Gateway.class);
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    int port() {
        return port;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30));
    }

    HttpRequest.Builder completion(String body, String... headers) {
        HttpRequest.Builder request = request("/v1/chat/completions")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        return headers.length == 0 ? request : request.headers(headers);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> complete(String body, String... headers) {
        return send(completion(body, headers));
    }

    HttpClient client() {
        return client;
    }

    /** A connection of its own, with a request sent and nothing read yet. */
    Socket open(String body) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("127.0.0.1", port), 5000);
        socket.setSoTimeout(30_000);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        OutputStream out = socket.getOutputStream();
        out.write(("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + bytes.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
        return socket;
    }

    /** Reads until a text has come. */
    static String readUntil(InputStream in, String text) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("Ended before '" + text + "': " + read);
            }
            read.append((char) next);
        }
        return read.toString();
    }

    static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    static JsonNode error(HttpResponse<String> response) {
        return json(response).path("error");
    }

    @Override
    public void close() {
        context.close();
        first.close();
        second.close();
    }

    @EnableAutoConfiguration
    static class App {}
}
