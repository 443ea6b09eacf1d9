package io.github.llmfailover.failure;

import io.github.llmfailover.provider.ResponseKeepingErrorHandler;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.retry.RetryUtils;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.client.ResponseErrorHandler;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * The way on which Spring AI's Mistral and DeepSeek clients, which are alike, ask and hear of errors: a {@code RestClient}
 * with an error handler for calls, a bare {@code WebClient} for streams.
 */
final class RestApi {

    private final RestClient rest;

    private final WebClient web;

    private RestApi(String baseUrl, Duration timeout, ResponseErrorHandler handler) {
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
        requests.setReadTimeout(timeout);
        rest = RestClient.builder()
                .requestFactory(requests)
                .baseUrl(baseUrl)
                .defaultStatusHandler(handler)
                .build();
        web = WebClient.builder()
                .baseUrl(baseUrl)
                .clientConnector(new ReactorClientHttpConnector(
                        reactor.netty.http.client.HttpClient.create().responseTimeout(timeout)))
                .build();
    }

    /** As it is where no auto-configuration of ours supplies the handler. */
    static RestApi withSpringAisHandler(String baseUrl, Duration timeout) {
        return new RestApi(baseUrl, timeout, RetryUtils.DEFAULT_RESPONSE_ERROR_HANDLER);
    }

    static RestApi withOurHandler(String baseUrl, Duration timeout) {
        return new RestApi(baseUrl, timeout, new ResponseKeepingErrorHandler(status -> status >= 500));
    }

    Map<?, ?> call() {
        Map<?, ?> answer = rest.post()
                .uri("/v1/chat/completions")
                .body(request(false))
                .retrieve()
                .body(Map.class);
        return answer == null ? Map.of() : answer;
    }

    @Nullable
    List<String> stream() {
        return web.post()
                .uri("/v1/chat/completions")
                .bodyValue(request(true))
                .retrieve()
                .bodyToFlux(String.class)
                .collectList()
                .block(RealClient.PATIENT);
    }

    private static Map<String, Object> request(boolean streamed) {
        return Map.of(
                "model", "test", "stream", streamed, "messages", List.of(Map.of("role", "user", "content", "hi")));
    }
}
