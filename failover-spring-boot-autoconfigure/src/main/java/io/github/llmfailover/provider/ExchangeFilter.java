package io.github.llmfailover.provider;

import java.util.concurrent.CancellationException;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
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
            return next.exchange(request).takeUntilOther(aborted(exchange)).map(response -> response.mutate()
                    .body(body -> body.takeUntilOther(aborted(exchange)))
                    .build());
        });
    }

    private static Mono<Void> aborted(Exchange exchange) {
        return Mono.create(
                sink -> exchange.onAbort(() -> sink.error(new CancellationException("The request was aborted"))));
    }
}
