package io.github.llmfailover.provider;

import com.openai.client.OpenAIClientAsync;
import com.openai.core.ClientOptions;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.http.okhttp.OpenAiHttpClientBuilderCustomizer;
import org.springframework.ai.openai.http.okhttp.SpringAiOpenAiHttpClient;
import org.springframework.ai.openai.setup.OpenAiSetup;

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
        OpenAiChatOptions built = options.build();
        OwnConnections connections = new OwnConnections();
        OpenAiChatModel client = OpenAiChatModel.builder()
                .options(built)
                .observationRegistry(observations)
                .httpClientBuilderCustomizer(http -> customize(http, connections))
                .openAiClientAsync(streaming(built, observations, connections))
                .build();
        return new ProviderClient(client, new OpenAiBinding(true), connections::retire);
    }

    private static void customize(SpringAiOpenAiHttpClient.Builder http, OwnConnections connections) {
        OwnHttpClients.onVirtualThreads(http::dispatcherExecutorService);
        OwnHttpClients.keepConnections(http::maxIdleConnections, http::keepAliveDuration);
        http.interceptor(ExchangeInterceptor.UNQUEUED);
        http.interceptor(connections);
    }

    /**
     * The library reads each stream on a thread of its own from the first chunk to the last, and Spring AI sets up its
     * client without a say in which thread that is; the client itself takes one.
     */
    private static OpenAIClientAsync streaming(
            OpenAiChatOptions options, ObservationRegistry observations, OwnConnections connections) {
        List<OpenAiHttpClientBuilderCustomizer> customizers = List.of(http -> customize(http, connections));
        return OpenAiSetup.setupAsyncClient(
                        options.getBaseUrl(),
                        options.getApiKey(),
                        options.getCredential(),
                        options.getMicrosoftDeploymentName(),
                        options.getMicrosoftFoundryServiceVersion(),
                        options.getOrganizationId(),
                        options.isMicrosoftFoundry(),
                        options.isGitHubModels(),
                        options.getModel(),
                        options.getTimeout(),
                        options.getMaxRetries(),
                        options.getProxy(),
                        options.getCustomHeaders(),
                        observations,
                        null,
                        customizers)
                .withOptions(OpenAiClients::readOnVirtualThreads);
    }

    private static void readOnVirtualThreads(ClientOptions.Builder client) {
        OwnHttpClients.onVirtualThreads(client::streamHandlerExecutor);
    }
}
