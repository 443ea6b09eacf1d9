package io.github.llmfailover.provider;

import io.github.llmfailover.translation.Adaptation;
import io.github.llmfailover.translation.RequestTranslation;
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

    private final RequestTranslation translation;

    /**
     * Creates a provider beside which there may be others of the same type of client, and whose requests are sent as
     * callers write them.
     *
     * @param settings what is configured for it
     * @param delegate its client
     * @param binding how requests of that client are aborted
     */
    public Provider(ProviderSettings settings, ChatModel delegate, ClientBinding binding) {
        this(
                settings,
                delegate,
                binding,
                new RequestTranslation(settings.name(), settings.models(), delegate, false, Adaptation.NONE));
    }

    /**
     * Creates a provider.
     *
     * @param settings what is configured for it
     * @param delegate its client
     * @param binding how requests of that client are aborted
     * @param translation puts requests into the terms of that client
     */
    public Provider(
            ProviderSettings settings, ChatModel delegate, ClientBinding binding, RequestTranslation translation) {
        this.settings = settings;
        this.delegate = delegate;
        this.binding = binding;
        this.translation = translation;
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

    /** Puts a request into this provider's own terms, as {@link RequestTranslation#translate} says. */
    public Prompt promptFor(Prompt request, boolean passesAnyModel) {
        return translation.translate(request, passesAnyModel);
    }

    /** Whether this provider can honour a field, as {@link RequestTranslation#honours} says. */
    public boolean honours(String field) {
        return translation.honours(field);
    }

    /** Returns the model that a translated prompt asks for; {@code null} where neither it nor the client names one. */
    public @Nullable String modelOf(Prompt translated) {
        return translation.modelOf(translated);
    }

    /** Returns the model that the caller decides on, as {@link RequestTranslation#otherModel} says. */
    public @Nullable String otherModel(@Nullable String requested, boolean passesAnyModel) {
        return translation.otherModel(requested, passesAnyModel);
    }

    /** Makes one blocking request. Throws what the client throws, which after an abort of the exchange means nothing. */
    public @Nullable ChatResponse call(Prompt translated, Exchange exchange) {
        try {
            return binding.call(delegate, translated, exchange);
        } finally {
            exchange.ended();
        }
    }

    /**
     * Prepares one streamed request; nothing is sent before the stream is subscribed to. Cancelling the stream aborts
     * the exchange, and aborting the exchange ends the stream in an error; neither blocks.
     */
    public Flux<ChatResponse> stream(Prompt translated, Exchange exchange) {
        return StreamAbort.around(Flux.defer(() -> binding.stream(delegate, translated, exchange)), exchange);
    }

    /** Returns, as a whole sentence, what to do where such a request waits for threads of the application's own. */
    public String cureOfDelay(Exchange exchange, int inFlight) {
        return binding.cureOfDelay(exchange, inFlight);
    }

    /** Returns, as a whole sentence, what to do where calls go on although nobody waits for them. */
    public String cureOfAbandonment() {
        return binding.cureOfAbandonment();
    }

    @Override
    public String toString() {
        return "Provider[" + name() + "]";
    }
}
