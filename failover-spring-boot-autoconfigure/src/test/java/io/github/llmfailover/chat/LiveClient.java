package io.github.llmfailover.chat;

import io.github.llmfailover.provider.ClientSettings;
import io.github.llmfailover.provider.ClientType;
import io.github.llmfailover.provider.ProviderClient;
import io.github.llmfailover.provider.ProviderClients;
import io.micrometer.observation.ObservationRegistry;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The real Spring AI clients, as the library builds them. */
public enum LiveClient {
    OPENAI(ClientType.OPENAI, "gpt-test"),
    ANTHROPIC(ClientType.ANTHROPIC, "claude-test"),
    OLLAMA(ClientType.OLLAMA, "llama-test");

    private final ClientType type;

    private final String model;

    LiveClient(ClientType type, String model) {
        this.type = type;
        this.model = model;
    }

    public ProviderClient connect(String baseUrl) {
        return connect(baseUrl, null);
    }

    public ProviderClient connect(String baseUrl, @Nullable ObservationRegistry observations) {
        String url = this == OPENAI ? baseUrl + "/v1" : baseUrl;
        return ProviderClients.create(new ClientSettings(type, url, key(), Map.of()), model, observations);
    }

    public String key() {
        return "key-of-" + provider();
    }

    public String model() {
        return model;
    }

    public String provider() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The client that stands behind this one in a chain of two. */
    public LiveClient next() {
        return values()[(ordinal() + 1) % values().length];
    }
}
