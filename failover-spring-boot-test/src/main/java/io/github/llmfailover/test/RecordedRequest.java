package io.github.llmfailover.test;

import io.github.llmfailover.test.server.HttpRequest;
import io.github.llmfailover.test.wire.WireRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request as it arrived, and what became of its answer. The former never changes; {@link #status}, {@link
 * #tokensSent}, {@link #clientGone} and {@link #finished} follow the answer as it is written.
 */
public final class RecordedRequest {

    private final Wire wire;
    private final String path;
    private final Map<String, List<String>> headers;
    private final WireRequest request;
    private final List<Message> messages;
    private final JsonNode body;
    private final Instant receivedAt;
    private volatile int status;
    private volatile int tokensSent;
    private volatile @Nullable Instant clientGoneAt;
    private volatile boolean finished;

    RecordedRequest(Wire wire, HttpRequest http, WireRequest request, JsonNode body, Instant receivedAt) {
        this.wire = wire;
        this.path = http.path();
        this.headers = http.headers();
        this.request = request;
        this.messages = request.messages().stream()
                .map(message -> new Message(message.role(), message.text()))
                .toList();
        this.body = body;
        this.receivedAt = receivedAt;
    }

    /** The API it came by. */
    public Wire wire() {
        return wire;
    }

    /** The path, without the query. */
    public String path() {
        return path;
    }

    /** The model that was asked for. */
    public String model() {
        return request.model();
    }

    /** Whether a stream was asked for. */
    public boolean streaming() {
        return request.streaming();
    }

    /** The conversation, the system prompt first where there is one. */
    public List<Message> messages() {
        return messages;
    }

    /** The names of the tools on offer. */
    public List<String> tools() {
        return request.tools();
    }

    /** The whole body, with every option. */
    public JsonNode body() {
        return body;
    }

    /** The headers by name; lookups ignore case. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** The first value of a header, whatever its case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(values -> values.get(0));
    }

    /** When it had arrived in full. */
    public Instant receivedAt() {
        return receivedAt;
    }

    /** The status that was sent, 0 as long as none was. */
    public int status() {
        return status;
    }

    /** How many tokens of the answer were sent. */
    public int tokensSent() {
        return tokensSent;
    }

    /** Whether the client closed the connection before its answer was finished. */
    public boolean clientGone() {
        return clientGoneAt != null;
    }

    /** When it was noticed that the client had closed the connection before its answer was finished. */
    public Optional<Instant> clientGoneAt() {
        return Optional.ofNullable(clientGoneAt);
    }

    /** Whether nothing more is sent, for whatever reason. */
    public boolean finished() {
        return finished;
    }

    WireRequest request() {
        return request;
    }

    void setStatus(int status) {
        this.status = status;
    }

    void setTokensSent(int tokensSent) {
        this.tokensSent = tokensSent;
    }

    void setClientGoneAt(Instant at) {
        this.clientGoneAt = at;
    }

    void setFinished() {
        this.finished = true;
    }

    @Override
    public String toString() {
        return wire + " " + path + " " + model() + (streaming() ? " stream" : "") + ": status " + status + ", "
                + tokensSent + " tokens" + (clientGone() ? ", client gone" : "");
    }

    /**
     * A message of the conversation.
     *
     * @param role the role as it was sent; {@code system} for the system prompt of every wire
     * @param text its text, the parts joined
     */
    public record Message(String role, String text) {}
}
