package io.github.llmfailover.provider;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.AnthropicChatOptions;

/** Builds Anthropic clients. Loaded only where the library is there. */
final class AnthropicClients {

    private static final String PUBLIC_ADDRESS = "https://api.anthropic.com";

    private AnthropicClients() {}

    static ProviderClient create(ClientSettings settings, @Nullable String model, ObservationRegistry observations) {
        AnthropicChatOptions.Builder options = AnthropicChatOptions.builder()
                .model(model)
                .customHeaders(settings.headers())
                .maxRetries(0)
                .timeout(ProviderClients.EXCHANGE_LIMIT);
        boolean withoutKey = settings.baseUrl() != null && settings.apiKey() == null;
        if (settings.baseUrl() != null || settings.apiKey() != null) {
            // Whatever is left out here, the library looks for in the environment.
            options.baseUrl(settings.baseUrl() == null ? PUBLIC_ADDRESS : settings.baseUrl());
            options.apiKey(settings.apiKey() == null ? "none" : settings.apiKey());
        }
        OwnConnections connections = new OwnConnections();
        AnthropicChatModel client = AnthropicChatModel.builder()
                .options(options.build())
                .observationRegistry(observations)
                .httpClientBuilderCustomizer(http -> {
                    OwnHttpClients.onVirtualThreads(http::dispatcherExecutorService);
                    OwnHttpClients.keepConnections(http::maxIdleConnections, http::keepAliveDuration);
                    http.interceptor(ExchangeInterceptor.UNQUEUED);
                    http.interceptor(connections);
                    if (withoutKey) {
                        http.interceptor(chain -> chain.proceed(chain.request()
                                .newBuilder()
                                .removeHeader("X-Api-Key")
                                .build()));
                    }
                })
                .build();
        return new ProviderClient(client, new AnthropicBinding(true), connections::retire);
    }
}
