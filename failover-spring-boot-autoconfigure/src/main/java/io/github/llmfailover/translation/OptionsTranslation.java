package io.github.llmfailover.translation;

import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.translation.RequestTranslation.ServedModels;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.util.CollectionUtils;

/**
 * Puts the options of a request into one provider's own type. A Spring AI client takes the options of a prompt as they
 * are and merges nothing, so the result always starts from the client's own options.
 *
 * <p>Of another model's options everything portable is taken over, with tools and schema, except values that their class
 * sets by itself. What is not portable goes to providers of the same type, except what says how or as whom to reach one
 * of them.
 */
final class OptionsTranslation {

    private static final ChatOptions NOTHING_SET = ChatOptions.builder().build();

    private final String provider;

    private final ServedModels models;

    private final ChatModel delegate;

    private final boolean onlyOneOfItsType;

    private final @Nullable ModelPatterns acceptedModels;

    private final ParameterRules parameters;

    private volatile @Nullable Unasked unasked;

    OptionsTranslation(
            String provider,
            ServedModels models,
            ChatModel delegate,
            boolean onlyOneOfItsType,
            ParameterRules parameters) {
        this.provider = provider;
        this.models = models;
        this.delegate = delegate;
        this.onlyOneOfItsType = onlyOneOfItsType;
        this.acceptedModels = models.accepted() == null ? null : new ModelPatterns(models.accepted());
        this.parameters = parameters;
    }

    /** Returns the client's own options. */
    ChatOptions configured() {
        ChatOptions options = delegate.getOptions();
        // A client of the user's may not keep the interface's promise.
        return options == null ? NOTHING_SET : options;
    }

    /** Returns the options to send, or {@code null} where the client's own serve as they are. */
    @Nullable
    ChatOptions translate(@Nullable ChatOptions requested, boolean passesAnyModel) {
        ChatOptions own = configured();
        FailoverChatOptions failover = FailoverChatOptions.of(requested);
        ChatOptions forThis = failover.forProvider(provider);
        if (requested == null || (forThis == null && asksNothing(requested))) {
            return whereNothingIsAsked(own);
        }
        OptionsDraft draft = new OptionsDraft(own, NativeOptions.of(own), requested);
        Collection<ChatOptions> natives = requested == failover ? failover.getNativeOptions() : List.of(requested);
        PortableOptions values = PortableOptions.of(requested);
        boolean modelIsBuiltIn = false;
        Integer nativeLimit = null;
        for (ChatOptions other : natives) {
            if (draft.isOfType(other)) {
                draft.addNative(other, onlyOneOfItsType);
                nativeLimit = NativeOptions.of(other).limitOf(other);
                modelIsBuiltIn = values.model() != null
                        && values.model().equals(BuiltInDefaults.of(other).model());
            }
        }
        for (ChatOptions other : natives) {
            if (!draft.isOfType(other)) {
                values = values.without(BuiltInDefaults.of(other));
                if (values.maxTokens() == null) {
                    values = values.withMaxTokens(NativeOptions.of(other).limitOf(other));
                }
            }
        }
        String model = chooseModel(values.model(), modelIsBuiltIn, passesAnyModel);
        PortableOptions adapted = parameters.applyTo(values).withModel(null);
        if (nativeLimit == null) {
            draft.addPortable(adapted);
        } else {
            draft.addPortable(adapted.withMaxTokens(null));
            draft.limitAsNatively(parameters.limit(nativeLimit));
        }
        draft.addStopSequences(requested);
        draft.addTools(requested);
        if (requested == failover || !draft.isOfType(requested)) {
            draft.addSchema(requested);
        }
        draft.addBody(failover.getExtraBody());
        draft.setModel(model);
        if (forThis != null) {
            addForThisProvider(draft, forThis);
        }
        return draft.build();
    }

    private void addForThisProvider(OptionsDraft draft, ChatOptions options) {
        PortableOptions values = PortableOptions.of(options).without(BuiltInDefaults.of(options));
        if (draft.isOfType(options)) {
            draft.addNative(options, true);
        } else {
            draft.addSchema(options);
        }
        draft.addPortable(values);
        draft.addStopSequences(options);
        draft.addTools(options);
    }

    /**
     * Chooses the model: the requested one where the provider takes it, else the one configured for the provider, else
     * {@code null} for the client's own.
     *
     * @param isBuiltIn whether the requested model is the one that the client's own type of options sets by itself; it
     *     does not win over a configured one unless it is accepted by name
     */
    private @Nullable String chooseModel(@Nullable String requested, boolean isBuiltIn, boolean passesAnyModel) {
        if (requested != null) {
            boolean passes = acceptedModels != null
                    ? acceptedModels.accept(requested)
                    : passesAnyModel && !(isBuiltIn && models.own() != null);
            if (passes) {
                return requested;
            }
        }
        return models.own();
    }

    /** Returns the requested model where it is passed on and would not be chosen anyway; otherwise {@code null}. */
    @Nullable
    String otherModel(String requested, boolean passesAnyModel) {
        String chosen = chooseModel(requested, false, passesAnyModel);
        if (chosen == null || !chosen.equals(requested)) {
            return null;
        }
        String otherwise = models.own() != null ? models.own() : configured().getModel();
        return requested.equals(otherwise) ? null : requested;
    }

    private @Nullable ChatOptions whereNothingIsAsked(ChatOptions own) {
        String model = models.own();
        if (model == null && !parameters.setsAny()) {
            return null;
        }
        Unasked known = unasked;
        if (known == null || known.own != own) {
            OptionsDraft draft = new OptionsDraft(own, NativeOptions.of(own), NOTHING_SET);
            draft.setModel(model);
            draft.addPortable(parameters.applyTo(PortableOptions.NONE));
            known = new Unasked(own, draft.build());
            unasked = known;
        }
        return known.options;
    }

    private static boolean asksNothing(ChatOptions options) {
        return options instanceof FailoverChatOptions failover
                && failover.getNativeOptions().isEmpty()
                && failover.getExtraBody().isEmpty()
                && PortableOptions.of(options).equals(PortableOptions.NONE)
                && CollectionUtils.isEmpty(options.getStopSequences())
                && CollectionUtils.isEmpty(((ToolCallingChatOptions) options).getToolCallbacks())
                && CollectionUtils.isEmpty(((ToolCallingChatOptions) options).getToolContext())
                && ((StructuredOutputChatOptions) options).getOutputSchema() == null;
    }

    /** The options for requests that ask nothing, as long as the client's own stay the same. */
    private record Unasked(ChatOptions own, ChatOptions options) {}
}
