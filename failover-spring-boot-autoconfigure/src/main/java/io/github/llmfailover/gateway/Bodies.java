package io.github.llmfailover.gateway;

import io.github.llmfailover.gateway.request.GatewayJson;
import io.github.llmfailover.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.server.ServerWebExchange;
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
    Mono<JsonNode> read(ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        Refusal wrongType = wrongType(headers);
        if (wrongType != null) {
            return discarded(exchange, wrongType);
        }
        if (headers.getContentLength() > limit) {
            return discarded(exchange, Refusal.bodyTooLarge(limit));
        }
        return received(exchange, limit).flatMap(this::parsed);
    }

    private Mono<JsonNode> parsed(ReceivedBody received) {
        byte[] body = received.whole();
        if (body == null) {
            return Mono.error(Refusal.bodyTooLarge(limit));
        }
        Mono<JsonNode> parsed = Mono.fromCallable(() -> GatewayJson.parse(body));
        return body.length <= SHORT ? parsed : parsed.subscribeOn(workers);
    }

    /** Refuses a request once its body is out of the way, so that the client, which may still write it, reads why. */
    private Mono<JsonNode> discarded(ServerWebExchange exchange, Refusal refusal) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        if (headers.getContentLength() > ReceivedBody.DISCARDED_AT_MOST || headers.containsHeader(HttpHeaders.EXPECT)) {
            return Mono.error(refusal);
        }
        return received(exchange, 0).then(Mono.error(refusal));
    }

    private Mono<ReceivedBody> received(ServerWebExchange exchange, int kept) {
        Mono<ReceivedBody> body = exchange.getRequest()
                .getBody()
                .reduceWith(() -> new ReceivedBody(kept), ReceivedBody::add)
                .<ReceivedBody>handle((received, sink) -> {
                    if (Connections.isAnsweredByServer(exchange.getResponse())) {
                        sink.error(new AbortedException("The body broke off"));
                    } else {
                        sink.next(received);
                    }
                })
                .onErrorMap(
                        DisconnectedClientHelper::isClientDisconnectedException,
                        e -> new AbortedException("The client went away within its body"));
        return Timer.limit(body, time, timeout, () -> Refusal.bodyTooSlow(timeout));
    }

    private static @Nullable Refusal wrongType(HttpHeaders headers) {
        MediaType type;
        try {
            type = headers.getContentType();
        } catch (RuntimeException e) {
            return Refusal.wrongMediaType("The header 'Content-Type' cannot be read; it must be application/json.");
        }
        // Anything else would also let a page in a browser send requests to a gateway on its user's machine.
        if (type == null || !type.isCompatibleWith(MediaType.APPLICATION_JSON)) {
            return Refusal.wrongMediaType("The header 'Content-Type' must be application/json.");
        }
        if (type.getCharset() != null && !type.getCharset().equals(StandardCharsets.UTF_8)) {
            return Refusal.wrongMediaType("The body must be encoded as UTF-8.");
        }
        String encoding = headers.getFirst(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return Refusal.wrongMediaType("The body must not be compressed.");
        }
        return null;
    }
}
