package io.github.llmfailover.provider;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;

/** Builds OpenAI clients. Loaded only where the library is there. */
final class OpenAiClients {

    private static final String PUBLIC_ADDRESS = "https://api.openai.com/v1";

    private OpenAiClients() {}

    static ProviderClient create(ClientSettings settings, @Nullable String model, ObservationRegistry observations) {
        OpenAiChatOptions.Builder options = OpenAiChatOptions.builder()
                .model(model)
                .customHeaders(settings.headers())
                .maxRetries(0)
                .timeout(ProviderClients.EXCHANGE_LIMIT);
        if (settings.baseUrl() != null || settings.apiKey() != null) {
            // Whatever is left out here, the library looks for in the environment. An empty key means none.
            options.baseUrl(settings.baseUrl() == null ? PUBLIC_ADDRESS : settings.baseUrl());
            options.apiKey(settings.apiKey() == null ? "" : settings.apiKey());
        }
        OwnConnections connections = new OwnConnections();
        OpenAiChatModel client = OpenAiChatModel.builder()
                .options(options.build())
                .observationRegistry(observations)
                .httpClientBuilderCustomizer(http -> {
                    OwnHttpClients.onVirtualThreads(http::dispatcherExecutorService);
                    http.interceptor(ExchangeInterceptor.UNQUEUED);
                    http.interceptor(connections);
                })
                .build();
        return new ProviderClient(client, new OpenAiBinding(true), connections::retire);
    }
}
