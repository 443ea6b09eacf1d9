package io.github.llmfailover.provider;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/**
 * Binds exchanges to an Ollama client. Its streams close where its {@code WebClient} has {@link ExchangeFilter}; its
 * calls return on an interrupt where its {@code RestClient} uses the JDK's HTTP client, and their connection closes where
 * it uses Apache's with {@link AbortableApacheCalls}.
 */
final class OllamaBinding implements ClientBinding {

    private final boolean ours;

    /**
     * Creates a binding.
     *
     * @param ours whether the client is known to have the filter and to use the JDK's HTTP client
     */
    OllamaBinding(boolean ours) {
        this.ours = ours;
    }

    @Override
    public boolean abortsCalls() {
        return ours;
    }

    @Override
    public @Nullable ChatResponse call(ChatModel client, Prompt prompt, Exchange exchange) {
        return CallInterrupt.around(exchange, () -> client.call(prompt));
    }

    @Override
    public Flux<ChatResponse> stream(ChatModel client, Prompt prompt, Exchange exchange) {
        if (ours) {
            exchange.awaitDeparture();
        }
        return client.stream(prompt).contextWrite(context -> context.put(ExchangeFilter.KEY, exchange));
    }
}
