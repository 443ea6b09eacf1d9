package io.github.llmfailover.provider;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.reactivestreams.Subscription;
import org.springframework.ai.chat.model.ChatResponse;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/**
 * Ends a client's stream when its exchange is aborted, and aborts the exchange when the stream is cancelled, so that the
 * connection closes at once either way. Neither waits for the client: cancelling a stalled stream of the OpenAI or
 * Anthropic client blocks until data comes, so the cancellation itself goes to another thread.
 *
 * <p>One operator rather than several of Reactor's, since every chunk of every stream passes it.
 */
final class StreamAbort extends Operators.DeferredSubscription implements CoreSubscriber<ChatResponse> {

    private static final Log logger = LogFactory.getLog(StreamAbort.class);

    /** Where Reactor looks for what takes an error that comes after a stream has ended for its subscriber. */
    private static final String ON_ERROR_DROPPED = "reactor.onErrorDropped.local";

    /** Serialized, since the stream ends on the thread that aborts it. */
    private final CoreSubscriber<? super ChatResponse> subscriber;

    private final Exchange exchange;

    private final Context context;

    private final AtomicBoolean ended = new AtomicBoolean();

    private StreamAbort(CoreSubscriber<? super ChatResponse> subscriber, Exchange exchange) {
        this.subscriber = Operators.serialize(subscriber);
        this.exchange = exchange;
        this.context = subscriber.currentContext().put(ON_ERROR_DROPPED, lateErrors());
    }

    static Flux<ChatResponse> around(Flux<ChatResponse> stream, Exchange exchange) {
        return new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super ChatResponse> subscriber) {
                StreamAbort abort = new StreamAbort(subscriber, exchange);
                abort.begin();
                stream.subscribe(abort);
            }
        };
    }

    /** Completes when the exchange is aborted. It must not fail instead: only its completion cancels what it ends. */
    static Mono<Void> signal(Exchange exchange) {
        return Mono.create(sink -> exchange.onAbort(sink::success));
    }

    /** Before the client is asked, which may block: from here on the stream can be ended. */
    private void begin() {
        subscriber.onSubscribe(this);
        exchange.onAbort(this::aborted);
    }

    private void aborted() {
        if (ended.compareAndSet(false, true)) {
            cancelElsewhere();
            subscriber.onError(new CancellationException("The request was aborted"));
        }
    }

    /** Who has cancelled expects no error any more. */
    @Override
    public void cancel() {
        if (ended.compareAndSet(false, true)) {
            exchange.abort();
            cancelElsewhere();
        }
    }

    private void cancelElsewhere() {
        Schedulers.boundedElastic().schedule(super::cancel);
    }

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        set(subscription);
    }

    @Override
    public void onNext(ChatResponse chunk) {
        if (!ended.get()) {
            subscriber.onNext(chunk);
        }
    }

    @Override
    public void onError(Throwable error) {
        exchange.ended();
        if (ended.compareAndSet(false, true)) {
            subscriber.onError(error);
        } else {
            Operators.onErrorDropped(error, context);
        }
    }

    @Override
    public void onComplete() {
        exchange.ended();
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        if (exchange.isAborted()) {
            // The client was quicker to hear of it than we are, and takes it for the end of its stream.
            subscriber.onError(new CancellationException("The request was aborted"));
        } else {
            subscriber.onComplete();
        }
    }

    /** That the client still complains of the closed connection is no news; Reactor would log it as an error. */
    private Consumer<Throwable> lateErrors() {
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
