package io.github.llmfailover.provider;

import io.github.llmfailover.test.ProviderSimulator;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Our own clients, pointed at a simulator. */
final class RealClients {

    /** Long enough for a busy machine, short enough for a test that hangs to be noticed. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private RealClients() {}

    static ProviderClient connect(ClientType type, ProviderSimulator simulator) {
        return connect(type, simulator, "own-model", "own-key", Map.of());
    }

    static ProviderClient connect(
            ClientType type,
            ProviderSimulator simulator,
            String model,
            @Nullable String apiKey,
            Map<String, String> headers) {
        return ProviderClients.create(new ClientSettings(type, baseUrl(type, simulator), apiKey, headers), model, null);
    }

    static String baseUrl(ClientType type, ProviderSimulator simulator) {
        return simulator.baseUrl() + (type == ClientType.OPENAI ? "/v1" : "");
    }

    static Provider provider(ProviderClient client) {
        return new Provider(ProviderSettings.named("target"), client.model(), client.binding());
    }
}
