package io.github.llmfailover.gateway;

import io.github.llmfailover.gateway.request.GatewayJson;
import io.github.llmfailover.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

/** Reads the bodies of requests, which may be anything: too long, too slow, cut off, no text, no JSON. */
final class Bodies {

    /** What is longer is read beside the event loop, which has others to serve. */
    private static final int SHORT = 64 * 1024;

    private final int limit;

    private final Duration timeout;

    private final TimeSource time;

    private final Scheduler workers;

    Bodies(GatewaySettings settings, Executor workers, TimeSource time) {
        this.limit = settings.maxBodyBytes();
        this.timeout = settings.bodyTimeout();
        this.time = time;
        this.workers = Schedulers.fromExecutor(workers);
    }

    /**
     * Reads a request's body.
     *
     * @return the body; ends in a {@link Refusal} where it does not come as it should, and in a {@link
     *     io.github.llmfailover.gateway.request.BadRequest} where it is not an acceptable JSON text
     */
    Mono<JsonNode> read(ServerHttpRequest request) {
        HttpHeaders headers = request.getHeaders();
        checkType(headers);
        if (headers.getContentLength() > limit) {
            return Mono.error(Refusal.bodyTooLarge(limit));
        }
        Mono<byte[]> bytes = DataBufferUtils.join(request.getBody(), limit)
                .map(Bodies::bytes)
                .onErrorMap(DataBufferLimitException.class, e -> Refusal.bodyTooLarge(limit))
                .onErrorMap(
                        DisconnectedClientHelper::isClientDisconnectedException,
                        e -> new AbortedException("The client went away within its body"))
                .defaultIfEmpty(new byte[0]);
        return Timer.limit(bytes, time, timeout, () -> Refusal.bodyTooSlow(timeout))
                .flatMap(body -> body.length <= SHORT
                        ? Mono.fromCallable(() -> GatewayJson.parse(body))
                        : Mono.fromCallable(() -> GatewayJson.parse(body)).subscribeOn(workers));
    }

    private static void checkType(HttpHeaders headers) {
        MediaType type;
        try {
            type = headers.getContentType();
        } catch (RuntimeException e) {
            throw Refusal.wrongMediaType("The header 'Content-Type' cannot be read; it must be application/json.");
        }
        // Anything else would also let a page in a browser send requests to a gateway on its user's machine.
        if (type == null || !type.isCompatibleWith(MediaType.APPLICATION_JSON)) {
            throw Refusal.wrongMediaType("The header 'Content-Type' must be application/json.");
        }
        if (type.getCharset() != null && !type.getCharset().equals(StandardCharsets.UTF_8)) {
            throw Refusal.wrongMediaType("The body must be encoded as UTF-8.");
        }
        String encoding = headers.getFirst(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw Refusal.wrongMediaType("The body must not be compressed.");
        }
    }

    private static byte[] bytes(DataBuffer buffer) {
        try {
            byte[] bytes = new byte[buffer.readableByteCount()];
            buffer.read(bytes);
            return bytes;
        } finally {
            DataBufferUtils.release(buffer);
        }
    }
}
