package io.github.llmfailover.sample.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** Demo mode, controlled past the page. */
final class DemoControl {

    static final List<String> PROVIDERS = List.of("openai", "anthropic", "ollama");

    private final HttpClient http = HttpClient.newHttpClient();

    private final int port;

    DemoControl(int port) {
        this.port = port;
    }

    void breakDown(String provider, String how) {
        post("/demo/" + provider + "/break?how=" + how);
    }

    void healAll() {
        PROVIDERS.forEach(provider -> post("/demo/" + provider + "/heal"));
    }

    void pace(int millis) {
        post("/demo/pace?millis=" + millis);
    }

    private void post(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .POST(BodyPublishers.noBody())
                .build();
        try {
            assertThat(http.send(request, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
