package io.github.llmfailover.provider;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.ai.chat.model.ChatResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/**
 * Ends a client's stream when its exchange is aborted, and aborts the exchange when the stream is cancelled, so that the
 * connection closes at once either way. Neither waits for the client: cancelling a stalled stream of the OpenAI or
 * Anthropic client blocks until data comes, so the cancellation itself goes to another thread.
 */
final class StreamAbort {

    private static final Log logger = LogFactory.getLog(StreamAbort.class);

    /** Where Reactor looks for what takes an error that comes after a stream has ended for its subscriber. */
    private static final String ON_ERROR_DROPPED = "reactor.onErrorDropped.local";

    private StreamAbort() {}

    static Flux<ChatResponse> around(Flux<ChatResponse> stream, Exchange exchange) {
        return Flux.defer(() -> {
            AtomicBoolean cancelled = new AtomicBoolean();
            // Who has cancelled expects no error any more.
            Flux<ChatResponse> end = Flux.defer(() -> exchange.isAborted() && !cancelled.get()
                    ? Flux.error(new CancellationException("The request was aborted"))
                    : Flux.empty());
            return stream.doOnTerminate(exchange::ended)
                    .contextWrite(context -> context.put(ON_ERROR_DROPPED, lateErrors(exchange)))
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

    /** That the client still complains of the closed connection is no news; Reactor would log it as an error. */
    private static Consumer<Throwable> lateErrors(Exchange exchange) {
        return error -> {
            if (exchange.isAborted()) {
                logger.trace("The client noticed that its request was aborted: a "
                        + error.getClass().getName());
            } else {
                Operators.onErrorDropped(error, Context.empty());
            }
        };
    }
}
