package io.github.llmfailover.operations;

import io.github.llmfailover.sample.SampleApplication;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sample application in demo mode, on any free port, as its main method starts it. */
final class SampleApp implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private final int port;

    private SampleApp(ConfigurableApplicationContext context) {
        this.context = context;
        this.port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /**
     * Starts it.
     *
     * @param properties further properties, {@code name=value}
     */
    static SampleApp start(String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "sample.demo=true",
                "sample.demo-pace=1ms",
                "server.port=0",
                // Nobody hangs in these tests, and a machine that is busy is no provider that hangs.
                "llm.failover.timeout.first-token=60s",
                "llm.failover.timeout.stall=60s",
                "llm.failover.timeout.response=60s",
                // What a token costs, so that there is money to count.
                "llm.failover.providers.openai.price.input=0.75",
                "llm.failover.providers.openai.price.output=4.50",
                "llm.failover.providers.anthropic.price.input=1",
                "llm.failover.providers.anthropic.price.output=5"));
        arguments.addAll(List.of(properties));
        return new SampleApp(new SpringApplicationBuilder(SampleApplication.class)
                .run(arguments.stream().map(each -> "--" + each).toArray(String[]::new)));
    }

    int port() {
        return port;
    }

    /** Asks a question, and returns who answered; empty where nobody did. */
    String ask() {
        return get("/ask?q=hello").json().path("provider").asString();
    }

    void ask(int times) {
        for (int call = 0; call < times; call++) {
            ask();
        }
    }

    void breakDown(String provider, String how) {
        ok(send("POST", "/demo/" + provider + "/break?how=" + how, null));
    }

    void heal(String provider) {
        ok(send("POST", "/demo/" + provider + "/heal", null));
    }

    /** What Prometheus gets to see. */
    String scrape() {
        return ok(get("/actuator/prometheus")).body();
    }

    Response get(String path) {
        return send("GET", path, null);
    }

    /** An answer. */
    record Response(int status, String body) {

        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }
    }

    Response send(String method, String path, @Nullable String json) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
            connection.setRequestMethod(method);
            connection.setRequestProperty("Connection", "close");
            connection.setReadTimeout(60_000);
            if (json != null) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                connection.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
            }
            int status = connection.getResponseCode();
            try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return new Response(
                        status, body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static Response ok(Response response) {
        if (response.status() != 200) {
            throw new IllegalStateException("Status " + response.status() + ": " + response.body());
        }
        return response;
    }

    @Override
    public void close() {
        context.close();
    }
}
