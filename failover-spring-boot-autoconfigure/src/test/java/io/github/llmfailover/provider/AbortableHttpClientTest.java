package io.github.llmfailover.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.time.VirtualTime;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AbortableHttpClientTest {

    private final Exchange exchange = new Exchange(new VirtualTime());

    private final Body body = new Body();

    private final CompletableFuture<HttpResponse<InputStream>> future = new CompletableFuture<>();

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @Test
    void headersThatComeAfterTheAbort_leaveNoOpenBodyBehind() {
        CallInterrupt.around(exchange, () -> AbortableHttpClient.abortable(future));

        exchange.abort();
        assertThat(body.closed).isFalse();
        future.complete(new Response(body));

        assertThat(body.closed).isTrue();
    }

    @Test
    void abortWhileTheBodyIsRead_closesIt() {
        CallInterrupt.around(exchange, () -> AbortableHttpClient.abortable(future));
        future.complete(new Response(body));
        assertThat(body.closed).isFalse();

        exchange.abort();

        assertThat(body.closed).isTrue();
    }

    @Test
    void requestOutsideOfAnExchange_isLeftAlone() {
        AbortableHttpClient.abortable(future);

        future.complete(new Response(body));
        exchange.abort();

        assertThat(body.closed).isFalse();
    }

    private static final class Body extends InputStream {

        private boolean closed;

        @Override
        public int read() {
            return -1;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private record Response(InputStream body) implements HttpResponse<InputStream> {

        @Override
        public int statusCode() {
            return 200;
        }

        @Override
        public HttpRequest request() {
            return HttpRequest.newBuilder(uri()).build();
        }

        @Override
        public Optional<HttpResponse<InputStream>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public HttpHeaders headers() {
            return HttpHeaders.of(Map.of(), (name, value) -> true);
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            return URI.create("http://localhost");
        }

        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    }
}
