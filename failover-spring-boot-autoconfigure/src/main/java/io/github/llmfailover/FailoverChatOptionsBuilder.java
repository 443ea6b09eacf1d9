package io.github.llmfailover;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.DefaultToolCallingChatOptions;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.tool.ToolCallback;

/**
 * What {@link FailoverChatOptions.Builder} is made of: the setters of this layer's own options, and the merging with
 * other builders.
 *
 * @param <B> the builder's own type
 */
public abstract sealed class FailoverChatOptionsBuilder<B extends FailoverChatOptionsBuilder<B>>
        extends DefaultToolCallingChatOptions.Builder<B> implements StructuredOutputChatOptions.Builder<B>
        permits FailoverChatOptions.Builder {

    private static final List<String> REQUEST_ITSELF = List.of("model", "messages", "stream");

    @Nullable
    String outputSchema;

    @Nullable
    String chain;

    @Nullable
    Duration deadline;

    @Nullable
    Set<String> requiredTags;

    @Nullable
    String pin;

    @Nullable
    OnInterruption onInterruption;

    @Nullable
    RequestTimeouts timeouts;

    @Nullable
    String conversationId;

    @Nullable
    Double minQuality;

    @Nullable
    String cacheScope;

    @Nullable
    Boolean cacheAnswer;

    Map<String, Object> extraBody = Map.of();

    Set<String> requiredFields = Set.of();

    Map<String, ChatOptions> providerOptions = new HashMap<>();

    Map<Class<?>, ChatOptions> nativeOptions = new LinkedHashMap<>();

    FailoverChatOptionsBuilder() {}

    /** Sets the JSON schema that the answer has to match. */
    @Override
    public B outputSchema(@Nullable String outputSchema) {
        this.outputSchema = outputSchema;
        return self();
    }

    /**
     * Sets the name of the chain that serves the request.
     *
     * @throws IllegalArgumentException for a blank name
     */
    public B chain(@Nullable String chain) {
        this.chain = requireText("chain", chain);
        return self();
    }

    /**
     * Sets how long the whole call may take, or a stream until its first token.
     *
     * @throws IllegalArgumentException for a time that is not positive
     */
    public B deadline(@Nullable Duration deadline) {
        if (deadline != null && (deadline.isZero() || deadline.isNegative())) {
            throw new IllegalArgumentException("The deadline of a request must be positive, but is " + deadline);
        }
        this.deadline = deadline;
        return self();
    }

    /** Sets the tags that a provider must all have to be asked, in place of those set before. */
    public B requiredTags(@Nullable Collection<String> requiredTags) {
        this.requiredTags = requiredTags == null ? null : new LinkedHashSet<>(requiredTags);
        return self();
    }

    /** Sets the tags that a provider must all have to be asked, in place of those set before. */
    public B requiredTags(String... requiredTags) {
        return requiredTags(List.of(requiredTags));
    }

    /**
     * Sets the one provider that may be asked.
     *
     * @throws IllegalArgumentException for a blank name
     */
    public B pin(@Nullable String provider) {
        this.pin = requireText("pin", provider);
        return self();
    }

    /** Sets what follows when a stream breaks off. */
    public B onInterruption(@Nullable OnInterruption onInterruption) {
        this.onInterruption = onInterruption;
        return self();
    }

    /** Sets the limits of one attempt, at whichever provider, where they are to differ from the configured ones. */
    public B timeouts(@Nullable RequestTimeouts timeouts) {
        this.timeouts = timeouts;
        return self();
    }

    /**
     * Sets the identifier of the conversation that the request belongs to.
     *
     * @throws IllegalArgumentException for a blank identifier
     */
    public B conversationId(@Nullable String conversationId) {
        this.conversationId = requireText("conversationId", conversationId);
        return self();
    }

    /**
     * Sets how good an answer must at least be when no provider can serve.
     *
     * @param minQuality from 0 for any answer to 1 for none but a provider's own
     * @throws IllegalArgumentException for any other number
     */
    public B minQuality(@Nullable Double minQuality) {
        if (minQuality != null && !(minQuality >= 0 && minQuality <= 1)) {
            throw new IllegalArgumentException(
                    "The min-quality of a request must be from 0 to 1, but is " + minQuality);
        }
        this.minQuality = minQuality;
        return self();
    }

    /**
     * Sets whom the answer may be shared with when no provider can serve: a user's identifier, say.
     *
     * @throws IllegalArgumentException for a blank scope
     */
    public B cacheScope(@Nullable String cacheScope) {
        this.cacheScope = requireText("cacheScope", cacheScope);
        return self();
    }

    /** Sets whether the answer may be kept for when no provider can serve, and one that was kept may be given. */
    public B cacheAnswer(@Nullable Boolean cacheAnswer) {
        this.cacheAnswer = cacheAnswer;
        return self();
    }

    /**
     * Sets fields of an OpenAI chat completion request, in place of those set before: texts, numbers, booleans, lists and
     * maps. A name that is {@code model}, {@code messages} or {@code stream} is rejected, since those are the request.
     *
     * @param extraBody the fields by name; see {@link FailoverChatOptions#getExtraBody()}
     * @throws IllegalArgumentException for a name that is not to be set here
     */
    public B extraBody(Map<String, ?> extraBody) {
        for (String name : REQUEST_ITSELF) {
            if (extraBody.containsKey(name)) {
                throw new IllegalArgumentException(
                        "The extra body of a request must not set '" + name + "'; use the prompt and its options");
            }
        }
        this.extraBody = Map.copyOf(extraBody);
        return self();
    }

    /**
     * Sets the fields that a provider must be able to honour to be asked, in place of those set before.
     *
     * @param requiredFields their names; see {@link FailoverChatOptions#getRequiredFields()}
     */
    public B requiredFields(Collection<String> requiredFields) {
        this.requiredFields = Set.copyOf(requiredFields);
        return self();
    }

    /**
     * Sets options for one provider only, such as what no other understands. They win over everything else for that
     * provider, headers and additional body properties included, and no other provider sees them. A model or a limit
     * that equals the built-in default of the options' class counts as not set.
     *
     * @param provider the provider's configured name
     * @param options its options, in place of those set before; {@code null} to take them back
     * @throws IllegalArgumentException for a blank name
     */
    public B forProvider(String provider, @Nullable ChatOptions options) {
        requireText("provider", provider);
        if (options == null) {
            providerOptions.remove(provider);
        } else {
            providerOptions.put(provider, options);
        }
        return self();
    }

    /**
     * Takes over what another builder has set, over what is set here. Required tags add up, since a constraint must not
     * get lost; options for one provider replace each other. What is not portable in another model's builder is kept for
     * providers of its type.
     */
    @Override
    public B combineWith(ChatOptions.Builder<?> other) {
        super.combineWith(other);
        if (other instanceof FailoverChatOptionsBuilder<?> that) {
            combineWithOwn(that);
        } else {
            combineWithForeign(other);
        }
        return self();
    }

    private void combineWithOwn(FailoverChatOptionsBuilder<?> that) {
        outputSchema = that.outputSchema != null ? that.outputSchema : outputSchema;
        chain = that.chain != null ? that.chain : chain;
        deadline = that.deadline != null ? that.deadline : deadline;
        pin = that.pin != null ? that.pin : pin;
        onInterruption = that.onInterruption != null ? that.onInterruption : onInterruption;
        timeouts = that.timeouts != null ? that.timeouts : timeouts;
        conversationId = that.conversationId != null ? that.conversationId : conversationId;
        minQuality = that.minQuality != null ? that.minQuality : minQuality;
        cacheScope = that.cacheScope != null ? that.cacheScope : cacheScope;
        cacheAnswer = that.cacheAnswer != null ? that.cacheAnswer : cacheAnswer;
        if (that.requiredTags != null) {
            Set<String> all = requiredTags == null ? new LinkedHashSet<>() : new LinkedHashSet<>(requiredTags);
            all.addAll(that.requiredTags);
            requiredTags = all;
        }
        if (!that.extraBody.isEmpty()) {
            Map<String, Object> all = new HashMap<>(extraBody);
            all.putAll(that.extraBody);
            extraBody = Map.copyOf(all);
        }
        if (!that.requiredFields.isEmpty()) {
            Set<String> all = new LinkedHashSet<>(requiredFields);
            all.addAll(that.requiredFields);
            requiredFields = Set.copyOf(all);
        }
        providerOptions.putAll(that.providerOptions);
        that.nativeOptions.forEach((type, options) -> addNative(options, options.mutate()));
    }

    private void combineWithForeign(ChatOptions.Builder<?> other) {
        ChatOptions options = other.build();
        if (!(other instanceof DefaultToolCallingChatOptions.Builder<?>)) {
            ForeignOptions.copyInto(this, options, other);
        }
        if (options instanceof StructuredOutputChatOptions structured && structured.getOutputSchema() != null) {
            outputSchema = structured.getOutputSchema();
        }
        if (ForeignOptions.areNative(options)) {
            addNative(options, other);
        }
    }

    private void addNative(ChatOptions options, ChatOptions.Builder<?> builder) {
        nativeOptions.merge(options.getClass(), options, (known, added) -> known.mutate()
                .combineWith(builder)
                .build());
    }

    @Override
    public FailoverChatOptions build() {
        return new FailoverChatOptions(this);
    }

    @Override
    public B clone() {
        B copy = super.clone();
        copy.requiredTags = requiredTags == null ? null : new LinkedHashSet<>(requiredTags);
        copy.providerOptions = new HashMap<>(providerOptions);
        copy.nativeOptions = new LinkedHashMap<>(nativeOptions);
        return copy;
    }

    private static @Nullable String requireText(String what, @Nullable String value) {
        if (value != null && value.isBlank()) {
            throw new IllegalArgumentException("The " + what + " of a request must not be blank; leave it out instead");
        }
        return value;
    }

    @Nullable
    String model() {
        return model;
    }

    @Nullable
    Double frequencyPenalty() {
        return frequencyPenalty;
    }

    @Nullable
    Integer maxTokens() {
        return maxTokens;
    }

    @Nullable
    Double presencePenalty() {
        return presencePenalty;
    }

    @Nullable
    List<String> stopSequences() {
        return stopSequences;
    }

    @Nullable
    Double temperature() {
        return temperature;
    }

    @Nullable
    Integer topK() {
        return topK;
    }

    @Nullable
    Double topP() {
        return topP;
    }

    @Nullable
    List<ToolCallback> toolCallbacks() {
        return toolCallbacks;
    }

    @Nullable
    Map<String, Object> toolContext() {
        return toolContext;
    }
}
