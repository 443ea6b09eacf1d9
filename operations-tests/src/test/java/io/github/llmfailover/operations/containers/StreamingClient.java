package io.github.llmfailover.operations.containers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads one answer of the application as it comes, as a page in a browser would. */
final class StreamingClient implements Callable<StreamingClient.Result> {

    private final HttpClient http;

    private final URI uri;

    private final int early;

    private final CountDownLatch inTheMiddle;

    /**
     * Creates a client.
     *
     * @param early the number of tokens upon which the client is in the middle of its answer
     * @param inTheMiddle is counted down then
     */
    StreamingClient(HttpClient http, String url, int early, CountDownLatch inTheMiddle) {
        this.http = http;
        this.uri = URI.create(url + "/stream?q=hello");
        this.early = early;
        this.inTheMiddle = inTheMiddle;
    }

    /**
     * What a reader ends up with.
     *
     * @param text what is shown in the end
     * @param end the data of the {@code done} event; {@code null} where there was none
     */
    record Result(
            String text, @Nullable JsonNode end, @Nullable String error) {}

    @Override
    public Result call() throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        JsonNode end = null;
        String error = null;
        int tokens = 0;
        String event = "";
        try (Stream<String> lines = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofLines())
                .body()) {
            for (String line : (Iterable<String>) lines::iterator) {
                if (line.startsWith("event:")) {
                    event = line.substring("event:".length());
                } else if (line.startsWith("data:")) {
                    String data = line.substring("data:".length());
                    switch (event) {
                        case "token" -> {
                            text.append(JsonMapper.shared()
                                    .readTree(data)
                                    .path("text")
                                    .asString());
                            if (++tokens == early) {
                                inTheMiddle.countDown();
                            }
                        }
                        case "provider" -> {
                            // Who writes what follows is not looked at here.
                        }
                        case "restart" -> text.setLength(0);
                        case "done" -> end = JsonMapper.shared().readTree(data);
                        default -> error = data;
                    }
                }
            }
        }
        return new Result(text.toString(), end, error);
    }
}
