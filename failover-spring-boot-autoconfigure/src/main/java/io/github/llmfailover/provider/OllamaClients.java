package io.github.llmfailover.provider;

import io.micrometer.observation.ObservationRegistry;
import java.net.http.HttpClient;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.ollama.api.OllamaApi;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/** Builds Ollama clients. Loaded only where the library is there. */
final class OllamaClients {

    private static final String LOCAL_ADDRESS = "http://localhost:11434";

    private OllamaClients() {}

    static ProviderClient create(ClientSettings settings, @Nullable String model, ObservationRegistry observations) {
        Consumer<HttpHeaders> headers = all -> {
            if (settings.apiKey() != null) {
                all.setBearerAuth(settings.apiKey());
            }
            settings.headers().forEach(all::set);
        };
        OllamaApi api = OllamaApi.builder()
                .baseUrl(settings.baseUrl() == null ? LOCAL_ADDRESS : settings.baseUrl())
                .restClientBuilder(RestClient.builder()
                        .requestFactory(new JdkClientHttpRequestFactory(httpClient()))
                        .observationRegistry(observations)
                        .defaultHeaders(headers))
                .webClientBuilder(WebClient.builder()
                        .filter(new ExchangeFilter())
                        .observationRegistry(observations)
                        .defaultHeaders(headers))
                .responseErrorHandler(new ResponseKeepingErrorHandler(status -> status >= 500))
                .build();
        OllamaChatModel client = OllamaChatModel.builder()
                .ollamaApi(api)
                .options(OllamaChatOptions.builder().model(model).build())
                .observationRegistry(observations)
                .retryTemplate(new RetryTemplate(RetryPolicy.withMaxRetries(0)))
                .build();
        return new ProviderClient(client, new OllamaBinding(true));
    }

    /**
     * The JDK's client, because a call on it returns when its thread is interrupted, and because the Apache client that
     * may be on the class path repeats a 429 and a 503 by itself. HTTP/1.1, as Ollama speaks it without encryption.
     */
    private static HttpClient httpClient() {
        return new AbortableHttpClient(
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
    }
}
