package io.github.llmfailover.provider;

import io.github.llmfailover.failure.Quota;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.Disposable;
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
            ClientRequest watched = ClientRequest.from(request)
                    .httpRequest(http -> closeOnAbort(http, exchange))
                    .build();
            // The subscriber has had its error by then; but whoever observes the request here would wait for ever.
            return next.exchange(watched)
                    .takeUntilOther(StreamAbort.signal(exchange))
                    .switchIfEmpty(Mono.defer(() -> exchange.isAborted() ? aborted() : Mono.empty()))
                    .doOnNext(response -> noteQuota(response, exchange))
                    .map(response -> response.mutate()
                            .body(body -> body.takeUntilOther(StreamAbort.signal(exchange)))
                            .build());
        });
    }

    private static Mono<ClientResponse> aborted() {
        return Mono.error(new CancellationException("The request was aborted"));
    }

    private static void noteQuota(ClientResponse response, Exchange exchange) {
        if (!response.statusCode().is2xxSuccessful()) {
            return;
        }
        HttpHeaders headers = response.headers().asHttpHeaders();
        headers.forEach((name, values) -> {
            if (values.stream().anyMatch(value -> Quota.isUsedUp(name, value))) {
                exchange.usedUp(header -> headers.getOrDefault(header, List.of()));
            }
        });
    }

    /**
     * Closes the connection itself where it can be had, as with Reactor Netty, before anything is cancelled: a
     * cancellation that comes between the headers and the first reader of the body would have the client read the body
     * to its end, however long that hangs.
     */
    private static void closeOnAbort(ClientHttpRequest request, Exchange exchange) {
        Object nativeRequest = request.getNativeRequest();
        if (nativeRequest instanceof Disposable operations) {
            exchange.onAbort(operations::dispose);
        }
    }
}
