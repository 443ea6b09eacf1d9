package io.github.llmfailover.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Talks to the application as curl does: with a connection for each request. On one that is kept, Reactor Netty's server
 * may leave a request unread that comes before it has cleared up after the last one (reactor-netty #4361).
 */
final class Http {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String baseUrl;

    Http(int port) {
        this.baseUrl = "http://127.0.0.1:" + port;
    }

    /** An answer. */
    record Response(int status, String body, Optional<String> contentType) {

        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }
    }

    Response get(String path) {
        return send("GET", path);
    }

    Response post(String path) {
        return send("POST", path);
    }

    Response send(String method, String path) {
        return send(method, path, null);
    }

    Response send(String method, String path, @Nullable String json) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(baseUrl + path).toURL().openConnection();
            connection.setRequestMethod(method);
            connection.setRequestProperty("Connection", "close");
            connection.setReadTimeout((int) LIMIT.toMillis());
            if (json != null) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                connection.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
            }
            int status = connection.getResponseCode();
            try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return new Response(
                        status,
                        body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8),
                        Optional.ofNullable(connection.getContentType()));
            }
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
