package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.provider.AbortableApacheCalls;
import io.github.llmfailover.provider.AbortableClients;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.core.Ordered;
import org.springframework.web.client.RestClient;

/**
 * Keeps the HTTP client below an Ollama client from repeating a 429 or a 503 by itself, which Apache's does once, after a
 * second, before anybody hears of the failure; and lets its calls be aborted. Other clients of the application stay as they are, and so does everything
 * else that is configured for this one. Comes first, so that what the application customizes has the last word.
 */
final class OllamaRestClientCustomizer implements RestClientCustomizer, Ordered {

    private final AbortableClients clients;

    private final ObjectProvider<ClientHttpRequestFactoryBuilder<?>> factories;

    private final ObjectProvider<HttpClientSettings> settings;

    OllamaRestClientCustomizer(
            AbortableClients clients,
            ObjectProvider<ClientHttpRequestFactoryBuilder<?>> factories,
            ObjectProvider<HttpClientSettings> settings) {
        this.clients = clients;
        this.factories = factories;
        this.settings = settings;
    }

    @Override
    public void customize(RestClient.Builder builder) {
        if (!clients.isCreatingForOllama(RestClient.Builder.class)) {
            return;
        }
        ClientHttpRequestFactoryBuilder<?> factory = factories.getIfAvailable(ClientHttpRequestFactoryBuilder::detect);
        if (factory instanceof HttpComponentsClientHttpRequestFactoryBuilder apache) {
            builder.requestFactory(apache.withHttpClientCustomizer(AbortableApacheCalls::prepare)
                    .build(settings.getIfAvailable(HttpClientSettings::defaults)));
        }
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
