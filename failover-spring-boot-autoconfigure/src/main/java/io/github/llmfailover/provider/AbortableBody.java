package io.github.llmfailover.provider;

import io.github.llmfailover.failure.Quota;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/**
 * The body of a response that closes its connection when its exchange is aborted, whether or not anybody has been given
 * it to read.
 *
 * @param delegate receives the body
 * @param exchange whose response it is
 */
record AbortableBody<T>(BodySubscriber<T> delegate, Exchange exchange) implements BodySubscriber<T> {

    static <T> BodyHandler<T> of(BodyHandler<T> handler, Exchange exchange) {
        return response -> {
            if (response.statusCode() / 100 == 2) {
                noteQuota(response.headers(), exchange);
            }
            return new AbortableBody<>(handler.apply(response), exchange);
        };
    }

    private static void noteQuota(HttpHeaders headers, Exchange exchange) {
        headers.map().forEach((name, values) -> {
            if (values.stream().anyMatch(value -> Quota.isUsedUp(name, value))) {
                exchange.usedUp(headers::allValues);
            }
        });
    }

    @Override
    public CompletionStage<T> getBody() {
        return delegate.getBody();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        delegate.onSubscribe(subscription);
        exchange.onAbort(subscription::cancel);
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        delegate.onNext(item);
    }

    @Override
    public void onError(Throwable throwable) {
        delegate.onError(throwable);
    }

    @Override
    public void onComplete() {
        delegate.onComplete();
    }
}
