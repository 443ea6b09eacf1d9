package io.github.llmfailover.provider;

import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

/**
 * Sits in a {@code WebClient} and closes the connection of a streamed request when the exchange that its subscriber
 * brings along is aborted; does nothing to other requests. Cancelling alone leaves the connection of an Ollama stream
 * open, since the cancellation does not pass the windows in which that client groups its chunks.
 *
 * <p>Clients that we build have it. An application adds it to its own Ollama client through the {@code WebClient.Builder}.
 */
public final class ExchangeFilter implements ExchangeFilterFunction {

    static final Object KEY = Exchange.class;

    @Override
    public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
        return Mono.deferContextual(context -> {
            Exchange exchange = context.getOrDefault(KEY, null);
            if (exchange == null) {
                return next.exchange(request);
            }
            exchange.departed();
            // The subscriber has had its error by then: nothing more needs to be said, or logged, here.
            return next.exchange(request)
                    .doOnNext(response -> exchange.onAbort(() -> discard(response)))
                    .takeUntilOther(StreamAbort.signal(exchange))
                    .switchIfEmpty(Mono.defer(() -> exchange.isAborted() ? Mono.never() : Mono.empty()))
                    .map(response -> response.mutate()
                            .body(body -> body.takeUntilOther(StreamAbort.signal(exchange)))
                            .build());
        });
    }

    /**
     * Closes the connection of a response that nobody reads because the abort overtook it. Where somebody does read it,
     * this second reader is turned away.
     */
    private static void discard(ClientResponse response) {
        response.body(BodyExtractors.toDataBuffers()).subscribe(new BaseSubscriber<DataBuffer>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                subscription.cancel();
            }

            @Override
            protected void hookOnError(Throwable rejection) {}
        });
    }
}
