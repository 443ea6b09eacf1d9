package io.github.llmfailover.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.time.VirtualTime;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;

class AbortableHttpClientTest {

    private final Exchange exchange = new Exchange(new VirtualTime());

    private final Body body = new Body();

    private final CompletableFuture<HttpResponse<InputStream>> future = new CompletableFuture<>();

    @Test
    void headersThatComeAfterTheAbort_leaveNoOpenBodyBehind() {
        AbortableHttpClient.closing(exchange, future);

        exchange.abort();
        assertThat(body.closed).isFalse();
        future.complete(new Response(body));

        assertThat(body.closed).isTrue();
    }

    @Test
    void abortWhileTheBodyIsRead_closesIt() {
        AbortableHttpClient.closing(exchange, future);
        future.complete(new Response(body));
        assertThat(body.closed).isFalse();

        exchange.abort();

        assertThat(body.closed).isTrue();
    }

    /** The response is cancelled on its way, when its body has begun but nobody has been given it. */
    @Test
    void bodyThatNobodyIsGiven_isCancelledByTheAbort() {
        AtomicBoolean cancelled = new AtomicBoolean();

        AbortableBody.of(info -> BodySubscribers.ofInputStream(), exchange)
                .apply(new Ok())
                .onSubscribe(subscription(cancelled));
        assertThat(cancelled).isFalse();
        exchange.abort();

        assertThat(cancelled).isTrue();
    }

    @Test
    void bodyThatBeginsAfterTheAbort_isCancelledAtOnce() {
        AtomicBoolean cancelled = new AtomicBoolean();
        exchange.abort();

        AbortableBody.of(info -> BodySubscribers.ofInputStream(), exchange)
                .apply(new Ok())
                .onSubscribe(subscription(cancelled));

        assertThat(cancelled).isTrue();
    }

    private static Flow.Subscription subscription(AtomicBoolean cancelled) {
        return new Flow.Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {
                cancelled.set(true);
            }
        };
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

    /** An answer without headers. */
    private record Ok() implements ResponseInfo {

        @Override
        public int statusCode() {
            return 200;
        }

        @Override
        public HttpHeaders headers() {
            return HttpHeaders.of(Map.of(), (name, value) -> true);
        }

        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    }
}
