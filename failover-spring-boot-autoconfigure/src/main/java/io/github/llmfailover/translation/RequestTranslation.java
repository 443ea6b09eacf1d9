package io.github.llmfailover.translation;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Puts requests into one provider's own terms: its own options type and model, with nothing in it that belongs to another
 * provider, and adapted as is configured for it.
 */
public final class RequestTranslation {

    private final OptionsTranslation options;

    private final MessageTranslation messages;

    private final Adaptation adaptation;

    /**
     * Creates a translation.
     *
     * @param provider the provider's name
     * @param models which models it serves
     * @param client its client, whose options are where every translation starts
     * @param onlyOneOfItsType whether no other provider of the application has a client of this type, so that headers and
     *     additional body properties in a request's options of that type can only be meant for this one. Otherwise they
     *     reach a provider only through {@code FailoverChatOptions.forProvider}
     * @param adaptation how its requests differ from what the caller wrote
     */
    public RequestTranslation(
            String provider, ServedModels models, ChatModel client, boolean onlyOneOfItsType, Adaptation adaptation) {
        this.options = new OptionsTranslation(provider, models, client, onlyOneOfItsType, adaptation.parameters());
        this.messages = new MessageTranslation(provider, options.configured());
        this.adaptation = adaptation;
    }

    /**
     * Translates a request.
     *
     * <p>The model is the requested one where {@code accepts-models} has a pattern for it, else the one configured for
     * the provider, else the client's own. A model that options of another type set by themselves is not a requested
     * one. Tools, tool context, output schema, media and messages are kept; identifiers of tool calls that the
     * provider's API does not take are replaced.
     *
     * @param request the caller's prompt
     * @param passesAnyModel whether, where {@code accepts-models} is not configured, the requested model is passed on
     * @return the prompt to hand to the client; the same instance where nothing has to change
     */
    public Prompt translate(Prompt request, boolean passesAnyModel) {
        ChatOptions requested = request.getOptions();
        ChatOptions translated = options.translate(requested, passesAnyModel);
        List<Message> instructions = request.getInstructions();
        List<Message> conversation = adaptation.system().around(messages.translate(instructions));
        Prompt prompt = translated == requested && conversation == instructions
                ? request
                : new Prompt(conversation, translated);
        return adaptation.adapted(prompt);
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
     * @param passesAnyModel as for {@link #translate}
     * @return the requested one where it is passed on and is another than this provider would serve with anyway; otherwise
     *     {@code null}
     */
    public @Nullable String otherModel(@Nullable String requested, boolean passesAnyModel) {
        return requested == null ? null : options.otherModel(requested, passesAnyModel);
    }

    /**
     * Which models a provider serves.
     *
     * @param own the model it serves with; {@code null} for its client's own default
     * @param accepted patterns ({@code *} matches anything) of the requested models that are passed through to it;
     *     {@code null} where nothing is configured
     */
    public record ServedModels(
            @Nullable String own, @Nullable Set<String> accepted) {

        /** Copies the patterns. */
        public ServedModels {
            accepted = accepted == null ? null : Set.copyOf(accepted);
        }
    }
}
