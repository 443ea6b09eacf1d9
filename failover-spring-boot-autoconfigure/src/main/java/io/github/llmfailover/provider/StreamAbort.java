package io.github.llmfailover.provider;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.ai.chat.model.ChatResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Ends a client's stream when its exchange is aborted, and aborts the exchange when the stream is cancelled, so that the
 * connection closes at once either way. Neither waits for the client: cancelling a stalled stream of the OpenAI or
 * Anthropic client blocks until data comes, so the cancellation itself goes to another thread.
 */
final class StreamAbort {

    private StreamAbort() {}

    static Flux<ChatResponse> around(Flux<ChatResponse> stream, Exchange exchange) {
        return Flux.defer(() -> {
            AtomicBoolean cancelled = new AtomicBoolean();
            // Who has cancelled expects no error any more; it would be logged as one that nobody takes.
            Flux<ChatResponse> end = Flux.defer(() -> exchange.isAborted() && !cancelled.get()
                    ? Flux.error(new CancellationException("The request was aborted"))
                    : Flux.empty());
            return stream.doOnTerminate(exchange::ended)
                    .cancelOn(Schedulers.boundedElastic())
                    .takeUntilOther(signal(exchange))
                    .concatWith(end)
                    .doOnCancel(() -> {
                        cancelled.set(true);
                        exchange.abort();
                    });
        });
    }

    /** Completes when the exchange is aborted. It must not fail instead: only its completion cancels what it ends. */
    static Mono<Void> signal(Exchange exchange) {
        return Mono.create(sink -> exchange.onAbort(sink::success));
    }
}
