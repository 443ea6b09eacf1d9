package io.github.llmfailover.provider;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * An HTTP client of the JDK whose blocking calls can be aborted at any moment. The JDK's client hears an interrupt while
 * it waits for the headers. While it waits for the body, JDK 17 swallows the interrupt and waits on; and an interrupt
 * that comes just as the headers do leaves a body behind that nobody reads, be it that the response was handed out or
 * that it was cancelled on its way. So the exchange takes hold of the body as soon as there is one, and closes it itself;
 * one that arrives after the abort is closed on arrival.
 */
final class AbortableHttpClient extends HttpClient {

    private final HttpClient delegate;

    AbortableHttpClient(HttpClient delegate) {
        this.delegate = delegate;
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> responseBodyHandler) {
        Exchange exchange = CallInterrupt.current();
        return exchange == null
                ? delegate.sendAsync(request, responseBodyHandler)
                : closing(exchange, delegate.sendAsync(request, AbortableBody.of(responseBodyHandler, exchange)));
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, BodyHandler<T> responseBodyHandler, PushPromiseHandler<T> pushPromiseHandler) {
        Exchange exchange = CallInterrupt.current();
        return exchange == null
                ? delegate.sendAsync(request, responseBodyHandler, pushPromiseHandler)
                : closing(
                        exchange,
                        delegate.sendAsync(
                                request, AbortableBody.of(responseBodyHandler, exchange), pushPromiseHandler));
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> responseBodyHandler)
            throws IOException, InterruptedException {
        return delegate.send(request, responseBodyHandler);
    }

    /**
     * Wakes whoever reads the body. Returns the very future that was given: cancelling it is what ends the request while
     * there is no body.
     */
    static <T> CompletableFuture<HttpResponse<T>> closing(
            Exchange exchange, CompletableFuture<HttpResponse<T>> future) {
        future.thenAccept(response -> {
            if (response.body() instanceof InputStream body) {
                exchange.onAbort(() -> close(body));
            }
        });
        return future;
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return delegate.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return delegate.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return delegate.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return delegate.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return delegate.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return delegate.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return delegate.authenticator();
    }

    @Override
    public Version version() {
        return delegate.version();
    }

    @Override
    public Optional<Executor> executor() {
        return delegate.executor();
    }
}
