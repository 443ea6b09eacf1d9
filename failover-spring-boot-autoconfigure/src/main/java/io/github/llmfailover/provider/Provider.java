package io.github.llmfailover.provider;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/** One LLM provider as the engine sees it: a name, a client, immutable settings. */
public final class Provider {

    private final ProviderSettings settings;

    private final ChatModel delegate;

    private final ClientBinding binding;

    /**
     * Creates a provider.
     *
     * @param settings what is configured for it
     * @param delegate its client
     * @param binding how requests of that client are aborted
     */
    public Provider(ProviderSettings settings, ChatModel delegate, ClientBinding binding) {
        this.settings = settings;
        this.delegate = delegate;
        this.binding = binding;
    }

    /** Returns the name used in chains, meters, endpoints and messages. */
    public String name() {
        return settings.name();
    }

    /** Returns what is configured for this provider. */
    public ProviderSettings settings() {
        return settings;
    }

    /** Returns the client. */
    public ChatModel delegate() {
        return delegate;
    }

    /** Whether a blocked {@link #call} returns when its exchange is aborted from another thread. */
    public boolean abortsCalls() {
        return binding.abortsCalls();
    }

    /**
     * Puts a request into this provider's own terms: its own options type and model, with nothing in it that belongs to
     * another provider.
     *
     * @param request the caller's prompt
     * @param passesAnyModel whether, where {@code accepts-models} is not configured, the requested model is passed on
     */
    public Prompt promptFor(Prompt request, boolean passesAnyModel) {
        return request;
    }

    /** Returns the model that a translated prompt asks for; {@code null} where the client's default serves. */
    public @Nullable String modelOf(Prompt translated) {
        return translated.getOptions() == null ? null : translated.getOptions().getModel();
    }

    /** Makes one blocking request. Throws what the client throws. */
    public @Nullable ChatResponse call(Prompt translated, Exchange exchange) {
        return delegate.call(binding.bind(translated, exchange));
    }

    /** Prepares one streamed request; nothing is sent before the stream is subscribed to. */
    public Flux<ChatResponse> stream(Prompt translated, Exchange exchange) {
        return binding.bind(Flux.defer(() -> delegate.stream(binding.bind(translated, exchange))), exchange);
    }

    @Override
    public String toString() {
        return "Provider[" + name() + "]";
    }
}
