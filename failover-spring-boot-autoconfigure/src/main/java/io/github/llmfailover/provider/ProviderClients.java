package io.github.llmfailover.provider;

import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * Builds clients of our own. They repeat nothing by themselves, since one layer retries; they have no time limit that a
 * slow but healthy stream could reach, since the failover layer has limits that know the difference; and every request
 * of theirs can be aborted.
 */
public final class ProviderClients {

    /**
     * The limit that the OpenAI and Anthropic libraries put on a whole exchange, the body of a stream included. Far above
     * any limit of the failover layer, and only there so that a request made past that layer ends at all.
     */
    static final Duration EXCHANGE_LIMIT = Duration.ofHours(1);

    private ProviderClients() {}

    /**
     * Builds a client.
     *
     * @param settings how to reach the provider
     * @param model the model that it asks for where a request names none; {@code null} for the library's default
     * @param observations where its requests are observed; {@code null} for nowhere
     * @return the client and how its requests are aborted
     * @throws IllegalStateException where the library is not on the class path; the message names the dependency
     */
    public static ProviderClient create(
            ClientSettings settings, @Nullable String model, @Nullable ObservationRegistry observations) {
        return create(settings, model, observations, ProviderClients.class.getClassLoader());
    }

    static ProviderClient create(
            ClientSettings settings,
            @Nullable String model,
            @Nullable ObservationRegistry observations,
            @Nullable ClassLoader loader) {
        ClientType type = settings.type();
        if (!ClassUtils.isPresent(type.chatModel(), loader)) {
            throw new IllegalStateException("A client of type '" + type
                    + "' needs its library on the class path: add the" + " dependency '" + type.starter() + "'");
        }
        ObservationRegistry registry = observations == null ? ObservationRegistry.NOOP : observations;
        return switch (type) {
            case OPENAI -> OpenAiClients.create(settings, model, registry);
            case ANTHROPIC -> AnthropicClients.create(settings, model, registry);
            case OLLAMA -> OllamaClients.create(settings, model, registry);
        };
    }
}
