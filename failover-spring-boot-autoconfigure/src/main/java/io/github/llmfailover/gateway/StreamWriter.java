package io.github.llmfailover.gateway;

import io.github.llmfailover.gateway.request.CompletionRequest;
import io.github.llmfailover.time.TimeSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Writes streamed answers. The headers are sent with the first part, so that a failure before it has a status. */
final class StreamWriter {

    private final GatewaySettings settings;

    private final Gate gate;

    private final Replies replies;

    private final TimeSource time;

    StreamWriter(GatewaySettings settings, Gate gate, Replies replies, TimeSource time) {
        this.settings = settings;
        this.gate = gate;
        this.replies = replies;
        this.time = time;
    }

    /**
     * Returns an answer to be written.
     *
     * @param parts asks for the answer when subscribed to
     * @param text writes what they are
     * @param request what was asked
     */
    Mono<ServerResponse> stream(Flux<ChatResponse> parts, Supplier<EventText> text, CompletionRequest request) {
        return ServerResponse.ok()
                .body((response, context) -> Mono.defer(() -> write(parts, text.get(), request, response)));
    }

    private Mono<Void> write(
            Flux<ChatResponse> parts, EventText text, CompletionRequest request, ServerHttpResponse response) {
        AtomicReference<EventStream> current = new AtomicReference<>();
        Gate.Ticket ticket;
        try {
            ticket = gate.stream(() -> abort(current.get()));
        } catch (Refusal e) {
            return replies.error(response, e);
        }
        Pulse pulse = new Pulse(time, settings.keepAliveInterval(), settings.readerTimeout());
        Flux<byte[]> events = new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super byte[]> connection) {
                EventStream stream =
                        new EventStream(connection, text, first -> begin(response.getHeaders(), first, request), pulse);
                current.set(stream);
                parts.subscribe(stream);
            }
        };
        UnsentEvents unsent = new UnsentEvents(response.bufferFactory());
        Mono<Void> written = response.writeAndFlushWith(events.map(unsent::add));
        Mono<Void> unread =
                Mono.create(sink -> pulse.start(() -> comment(current.get()), () -> unread(response, sink)));
        return Mono.firstWithSignal(written, unread)
                .onErrorResume(
                        error -> !response.isCommitted() && !(error instanceof AbortedException),
                        error -> replies.error(response, error))
                .doFinally(end -> {
                    pulse.stop();
                    // Where the connection is lost before its first event is written, WebFlux cancels nothing.
                    abandon(current.get());
                    ticket.close();
                });
    }

    private static void begin(HttpHeaders headers, ChatResponse first, CompletionRequest request) {
        headers.set(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8");
        headers.set(HttpHeaders.CACHE_CONTROL, "no-cache");
        // nginx would collect the parts otherwise.
        headers.set("x-accel-buffering", "no");
        ServedHeaders.served(headers, first);
        ServedHeaders.ignored(headers, request.ignored());
    }

    private static void comment(@Nullable EventStream stream) {
        if (stream != null) {
            stream.comment();
        }
    }

    private static void abandon(@Nullable EventStream stream) {
        if (stream != null) {
            stream.abandon();
        }
    }

    private static void abort(@Nullable EventStream stream) {
        if (stream != null) {
            stream.abort(Refusal.shuttingDown());
        }
    }

    private static void unread(ServerHttpResponse response, MonoSink<Void> sink) {
        Connections.close(response);
        sink.error(new AbortedException("The client left what it was sent unread"));
    }
}
