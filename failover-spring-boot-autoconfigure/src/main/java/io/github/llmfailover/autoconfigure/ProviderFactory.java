package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.PromptAdapter;
import io.github.llmfailover.provider.AbortableClients;
import io.github.llmfailover.provider.ClientSettings;
import io.github.llmfailover.provider.ClientType;
import io.github.llmfailover.provider.ProviderClient;
import io.github.llmfailover.provider.ProviderClients;
import io.github.llmfailover.time.TimeSource;
import io.github.llmfailover.translation.Adaptation;
import io.github.llmfailover.translation.PromptAdapters;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.Objects;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.beans.factory.ObjectProvider;

/** Makes the clients of providers: around a bean of the application, or of what is configured. */
final class ProviderFactory {

    private final AbortableClients abortable;

    private final ObjectProvider<ObservationRegistry> observations;

    private final ObjectProvider<PromptAdapter> adapters;

    private final TimeSource time;

    ProviderFactory(
            AbortableClients abortable,
            ObjectProvider<ObservationRegistry> observations,
            ObjectProvider<PromptAdapter> adapters,
            TimeSource time) {
        this.abortable = abortable;
        this.observations = observations;
        this.adapters = adapters;
        this.time = time;
    }

    /** Returns how a provider's requests are adapted: as configured, and then by the application's beans. */
    Adaptation adapted(ProviderBlueprint blueprint) {
        List<PromptAdapter> beans = adapters.orderedStream().toList();
        Adaptation configured = blueprint.adaptation();
        return beans.isEmpty()
                ? configured
                : new Adaptation(
                        configured.system(), configured.parameters(), new PromptAdapters(blueprint.name(), beans));
    }

    /** Ties a bean of the application to the best way to abort its requests. */
    ProviderClient around(ChatModel bean) {
        return new ProviderClient(bean, abortable.bindingOf(bean));
    }

    /** Closes the connections of a client of ours that nobody will use any more. */
    void retire(ProviderClient client) {
        client.retire().accept(time);
    }

    /** Builds the client that is configured for a provider; its configuration has been validated. */
    ProviderClient build(ProviderBlueprint blueprint) {
        FailoverProperties.Client client = Objects.requireNonNull(blueprint.client());
        ClientType type = Objects.requireNonNull(ClientValidation.typeOf(Objects.requireNonNull(client.type())));
        return ProviderClients.create(
                new ClientSettings(type, client.baseUrl(), client.apiKey(), client.headers()),
                blueprint.settings().model(),
                observations.getIfUnique());
    }
}
