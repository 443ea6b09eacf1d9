package io.github.llmfailover.provider;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/** One LLM provider as the engine sees it: a name, a client, immutable settings. */
public final class Provider {

    private final ProviderSettings settings;

    private final ChatModel delegate;

    private final ClientBinding binding;

    private final OptionsTranslation options;

    private final MessageTranslation messages;

    /**
     * Creates a provider beside which there may be others of the same type of client.
     *
     * @param settings what is configured for it
     * @param delegate its client
     * @param binding how requests of that client are aborted
     */
    public Provider(ProviderSettings settings, ChatModel delegate, ClientBinding binding) {
        this(settings, delegate, binding, false);
    }

    /**
     * Creates a provider.
     *
     * @param settings what is configured for it
     * @param delegate its client
     * @param binding how requests of that client are aborted
     * @param onlyOneOfItsType whether no other provider of the application has a client of this type, so that headers and
     *     additional body properties in a request's options of that type can only be meant for this one. Otherwise they
     *     reach a provider only through {@code FailoverChatOptions.forProvider}
     */
    public Provider(ProviderSettings settings, ChatModel delegate, ClientBinding binding, boolean onlyOneOfItsType) {
        this.settings = settings;
        this.delegate = delegate;
        this.binding = binding;
        this.options = new OptionsTranslation(settings, delegate, onlyOneOfItsType);
        this.messages = new MessageTranslation(settings.name(), options.configured());
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
     * <p>The model is the requested one where {@code accepts-models} has a pattern for it, else the one configured for
     * the provider, else the client's own. A model that options of another type set by themselves is not a requested
     * one. Tools, tool context, output schema, media and messages are kept; identifiers of tool calls that the
     * provider's API does not take are replaced.
     *
     * @param request the caller's prompt
     * @param passesAnyModel whether, where {@code accepts-models} is not configured, the requested model is passed on
     * @return the prompt to hand to {@link #call} or {@link #stream}; the same instance where nothing has to change
     */
    public Prompt promptFor(Prompt request, boolean passesAnyModel) {
        ChatOptions requested = request.getOptions();
        ChatOptions translated = options.translate(requested, passesAnyModel);
        List<Message> instructions = request.getInstructions();
        List<Message> conversation = messages.translate(instructions);
        return translated == requested && conversation == instructions ? request : new Prompt(conversation, translated);
    }

    /**
     * Whether this provider can honour a field of {@code FailoverChatOptions.getRequiredFields()}. Only what is known of
     * its type of client counts.
     */
    public boolean honours(String field) {
        return NativeOptions.of(options.configured()).honours(field);
    }

    /** Returns the model that a translated prompt asks for; {@code null} where neither it nor the client names one. */
    public @Nullable String modelOf(Prompt translated) {
        ChatOptions asked = translated.getOptions();
        return (asked == null ? options.configured() : asked).getModel();
    }

    /**
     * Returns the model that the caller decides on.
     *
     * @param requested the model that the request names; {@code null} for none
     * @param passesAnyModel as for {@link #promptFor}
     * @return the requested one where it is passed on and is another than this provider would serve with anyway; otherwise
     *     {@code null}
     */
    public @Nullable String otherModel(@Nullable String requested, boolean passesAnyModel) {
        return requested == null ? null : options.otherModel(requested, passesAnyModel);
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
