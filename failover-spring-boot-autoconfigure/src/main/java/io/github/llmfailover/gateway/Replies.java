package io.github.llmfailover.gateway;

import io.github.llmfailover.gateway.answer.CompletionError;
import io.github.llmfailover.gateway.answer.CompletionErrors;
import io.github.llmfailover.time.TimeSource;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Writes answers and errors as JSON in one piece, to readers that may be slow but not for ever. */
final class Replies {

    private final CompletionErrors errors;

    private final Supplier<String> ids;

    private final TimeSource time;

    private final Duration readerTimeout;

    Replies(CompletionErrors errors, Supplier<String> ids, TimeSource time, Duration readerTimeout) {
        this.errors = errors;
        this.ids = ids;
        this.time = time;
        this.readerTimeout = readerTimeout;
    }

    /** Returns an answer to be written; the caller adds headers. */
    Mono<ServerResponse> json(JsonNode body, Consumer<HttpHeaders> headers) {
        return ServerResponse.ok().headers(headers).body((response, context) -> write(response, body));
    }

    Mono<ServerResponse> error(Throwable error) {
        if (error instanceof AbortedException) {
            return ServerResponse.ok().build((exchange, context) -> abandon(exchange.getResponse(), error));
        }
        CompletionError told = GatewayError.of(error, errors);
        return ServerResponse.status(HttpStatusCode.valueOf(told.status()))
                .headers(headers -> told.headers().forEach(headers::set))
                .body((response, context) -> write(response, told.body()));
    }

    /** Writes an error to a response of which nothing has been sent yet. */
    Mono<Void> error(ServerHttpResponse response, Throwable error) {
        CompletionError told = GatewayError.of(error, errors);
        response.setStatusCode(HttpStatusCode.valueOf(told.status()));
        told.headers().forEach(response.getHeaders()::set);
        return write(response, told.body());
    }

    String newRequestId() {
        return "req_" + ids.get();
    }

    /** There is nobody to tell. Whatever is returned would be written, except for nothing at all. */
    private static Mono<Void> abandon(ServerHttpResponse response, Throwable error) {
        return Connections.close(response) ? Mono.never() : Mono.error(error);
    }

    private Mono<Void> write(ServerHttpResponse response, JsonNode json) {
        byte[] body = JsonMapper.shared().writeValueAsBytes(json);
        HttpHeaders headers = response.getHeaders();
        headers.setContentType(MediaType.APPLICATION_JSON);
        headers.setContentLength(body.length);
        DataBuffer buffer = response.bufferFactory().wrap(body);
        return Timer.limit(response.writeWith(Mono.just(buffer)), time, readerTimeout, () -> {
            Connections.close(response);
            return new AbortedException("The client did not read the answer");
        });
    }
}
