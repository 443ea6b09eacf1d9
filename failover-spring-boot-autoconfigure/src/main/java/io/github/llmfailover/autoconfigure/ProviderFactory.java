package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.provider.ClientBinding;
import io.github.llmfailover.provider.Provider;
import org.springframework.ai.chat.model.ChatModel;

/** Makes providers of what is configured: around a bean, or around a client that is built for it. */
class ProviderFactory {

    /** Makes a provider whose client is a bean of the application. */
    Provider around(ProviderBlueprint blueprint, ChatModel bean) {
        return new Provider(blueprint.settings(), bean, ClientBinding.NONE);
    }

    /** Makes a provider with a client of its own. */
    Provider withOwnClient(ProviderBlueprint blueprint) {
        throw new UnsupportedOperationException("clients of their own");
    }
}
