package io.github.llmfailover;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.DefaultToolCallingChatOptions;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;

/**
 * The options of one request to the failover model: the portable options of Spring AI, tools and output schema, and on
 * top what only this layer understands. Everything is optional; {@code null} means not set, so that configuration or the
 * serving provider's own default decides.
 *
 * <p>Another model's options that are combined into a {@link Builder} are not lost: their portable part becomes portable
 * here, and the rest is kept in {@link #getNativeOptions()} for providers of the same type.
 *
 * <p>Instances are immutable. {@link #toString()} shows neither stop sequences, schema, tool context nor what other
 * options hold, since those may contain a prompt or a key.
 */
public final class FailoverChatOptions extends DefaultToolCallingChatOptions implements StructuredOutputChatOptions {

    private static final FailoverChatOptions EMPTY = builder().build();

    private final @Nullable String outputSchema;

    private final @Nullable String chain;

    private final @Nullable Duration deadline;

    private final @Nullable Set<String> requiredTags;

    private final @Nullable String pin;

    private final @Nullable OnInterruption onInterruption;

    private final @Nullable RequestTimeouts timeouts;

    private final @Nullable String conversationId;

    private final @Nullable Double minQuality;

    private final @Nullable String cacheScope;

    private final @Nullable Boolean cacheAnswer;

    private final Map<String, Object> extraBody;

    private final Set<String> requiredFields;

    private final Map<String, ChatOptions> providerOptions;

    private final Map<Class<?>, ChatOptions> nativeOptions;

    FailoverChatOptions(FailoverChatOptionsBuilder<?> from) {
        super(
                from.toolCallbacks(),
                from.toolContext(),
                from.model(),
                from.frequencyPenalty(),
                from.maxTokens(),
                from.presencePenalty(),
                from.stopSequences(),
                from.temperature(),
                from.topK(),
                from.topP());
        this.outputSchema = from.outputSchema;
        this.chain = from.chain;
        this.deadline = from.deadline;
        this.requiredTags = from.requiredTags == null ? null : Set.copyOf(from.requiredTags);
        this.pin = from.pin;
        this.onInterruption = from.onInterruption;
        this.timeouts = from.timeouts;
        this.conversationId = from.conversationId;
        this.minQuality = from.minQuality;
        this.cacheScope = from.cacheScope;
        this.cacheAnswer = from.cacheAnswer;
        this.extraBody = Map.copyOf(from.extraBody);
        this.requiredFields = Set.copyOf(from.requiredFields);
        this.providerOptions = Map.copyOf(from.providerOptions);
        this.nativeOptions = Map.copyOf(from.nativeOptions);
    }

    /** Returns a builder with nothing set. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a request's options as this type.
     *
     * @param options any options, or {@code null}
     * @return the same instance where it is of this type, otherwise options with nothing set
     */
    public static FailoverChatOptions of(@Nullable ChatOptions options) {
        return options instanceof FailoverChatOptions failoverOptions ? failoverOptions : EMPTY;
    }

    /** Returns the JSON schema that the answer has to match; {@code null} where none is asked for. */
    @Override
    public @Nullable String getOutputSchema() {
        return outputSchema;
    }

    /** Returns the name of the chain that serves the request; {@code null} for the default chain. */
    public @Nullable String getChain() {
        return chain;
    }

    /**
     * Returns how long the whole call may take, or a stream until its first token; {@code null} for the configured
     * {@code llm.failover.deadline}.
     */
    public @Nullable Duration getDeadline() {
        return deadline;
    }

    /** Returns the tags that a provider must all have to be asked; {@code null} where none is required. */
    public @Nullable Set<String> getRequiredTags() {
        return requiredTags;
    }

    /** Returns the name of the one provider that may be asked; {@code null} for the whole chain. */
    public @Nullable String getPin() {
        return pin;
    }

    /** Returns what follows when a stream breaks off; {@code null} for the configured behaviour. */
    public @Nullable OnInterruption getOnInterruption() {
        return onInterruption;
    }

    /** Returns the limits of one attempt that the request wants otherwise than configured; {@code null} for none. */
    public @Nullable RequestTimeouts getTimeouts() {
        return timeouts;
    }

    /** Returns the identifier of the conversation that the request belongs to; {@code null} where it is not known. */
    public @Nullable String getConversationId() {
        return conversationId;
    }

    /**
     * Returns how good an answer must at least be when no provider can serve, from 0 for any to 1 for none but a
     * provider's own; {@code null} for the configured {@code llm.failover.degradation.min-quality}.
     */
    public @Nullable Double getMinQuality() {
        return minQuality;
    }

    /**
     * Returns whom the answer may be shared with when no provider can serve, such as a user's identifier; {@code null}
     * where a {@link CacheScopeResolver} or the configuration is to say. Only its digest is kept.
     */
    public @Nullable String getCacheScope() {
        return cacheScope;
    }

    /**
     * Returns whether the answer may be kept for when no provider can serve, and one that was kept may be given;
     * {@code null} and {@code true} as far as the configuration allows.
     */
    public @Nullable Boolean getCacheAnswer() {
        return cacheAnswer;
    }

    /**
     * Returns fields of an OpenAI chat completion request, by name, that no portable option stands for, or says less than.
     * They go to every provider that speaks that protocol, where they win over the option of the same meaning; another
     * provider honours those that it knows in its own terms, and is not sent the others. Empty where there are none.
     */
    public Map<String, Object> getExtraBody() {
        return extraBody;
    }

    /**
     * Returns the names of the fields of such a request that a provider must be able to honour to be asked. Besides those
     * of {@link #getExtraBody()} there are {@code image_url}, for images by their address, and {@code input_audio}. Empty
     * where none is required.
     */
    public Set<String> getRequiredFields() {
        return requiredFields;
    }

    /**
     * Returns what was set for one provider only.
     *
     * @param provider the provider's configured name
     * @return its options, or {@code null} where none were set
     */
    public @Nullable ChatOptions forProvider(String provider) {
        return providerOptions.get(provider);
    }

    /**
     * Returns the names of the providers that {@link #forProvider} knows, so that a misspelt one can be rejected.
     */
    public Set<String> getProvidersWithOptions() {
        return providerOptions.keySet();
    }

    /**
     * Returns the options of other models that were combined into these, at most one of each type. Only what is not
     * portable counts in them: portable values were taken over, and may have been changed since.
     */
    public Collection<ChatOptions> getNativeOptions() {
        return nativeOptions.values();
    }

    @Override
    public Builder mutate() {
        Builder builder = builder()
                .model(getModel())
                .frequencyPenalty(getFrequencyPenalty())
                .maxTokens(getMaxTokens())
                .presencePenalty(getPresencePenalty())
                .stopSequences(getStopSequences())
                .temperature(getTemperature())
                .topK(getTopK())
                .topP(getTopP())
                .toolCallbacks(getToolCallbacks())
                .toolContext(getToolContext())
                .outputSchema(outputSchema)
                .chain(chain)
                .deadline(deadline)
                .requiredTags(requiredTags)
                .pin(pin)
                .onInterruption(onInterruption)
                .timeouts(timeouts)
                .conversationId(conversationId)
                .minQuality(minQuality)
                .cacheScope(cacheScope)
                .cacheAnswer(cacheAnswer)
                .extraBody(extraBody)
                .requiredFields(requiredFields);
        builder.providerOptions.putAll(providerOptions);
        builder.nativeOptions.putAll(nativeOptions);
        return builder;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof FailoverChatOptions that
                && super.equals(that)
                && Objects.equals(outputSchema, that.outputSchema)
                && Objects.equals(chain, that.chain)
                && Objects.equals(deadline, that.deadline)
                && Objects.equals(requiredTags, that.requiredTags)
                && Objects.equals(pin, that.pin)
                && onInterruption == that.onInterruption
                && Objects.equals(timeouts, that.timeouts)
                && Objects.equals(conversationId, that.conversationId)
                && Objects.equals(minQuality, that.minQuality)
                && Objects.equals(cacheScope, that.cacheScope)
                && Objects.equals(cacheAnswer, that.cacheAnswer)
                && extraBody.equals(that.extraBody)
                && requiredFields.equals(that.requiredFields)
                && providerOptions.equals(that.providerOptions)
                && nativeOptions.equals(that.nativeOptions);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                super.hashCode(),
                outputSchema,
                chain,
                deadline,
                requiredTags,
                pin,
                onInterruption,
                timeouts,
                conversationId,
                minQuality,
                cacheScope,
                cacheAnswer,
                extraBody,
                requiredFields,
                providerOptions,
                nativeOptions);
    }

    @Override
    public String toString() {
        List<String> tools = getToolCallbacks() == null
                ? List.of()
                : getToolCallbacks().stream()
                        .map(tool -> tool.getToolDefinition().name())
                        .toList();
        return "FailoverChatOptions[model=" + getModel() + ", temperature=" + getTemperature() + ", topP=" + getTopP()
                + ", topK=" + getTopK() + ", maxTokens=" + getMaxTokens() + ", frequencyPenalty="
                + getFrequencyPenalty() + ", presencePenalty=" + getPresencePenalty() + ", tools=" + tools
                + ", outputSchema=" + (outputSchema == null ? "none" : "set") + ", chain=" + chain + ", deadline="
                + deadline + ", requiredTags=" + requiredTags + ", pin=" + pin + ", onInterruption=" + onInterruption
                + ", timeouts=" + timeouts + ", conversationId=" + (conversationId == null ? "none" : "set")
                + ", minQuality=" + minQuality + ", cacheScope=" + (cacheScope == null ? "none" : "set")
                + ", cacheAnswer=" + cacheAnswer + ", extraBody=" + extraBody.keySet() + ", requiredFields="
                + requiredFields + ", forProvider="
                + providerOptions.keySet() + ", nativeOptions="
                + nativeOptions.keySet().stream().map(Class::getSimpleName).toList() + "]";
    }

    /**
     * Builds {@link FailoverChatOptions}. Takes part in {@code ChatClient}'s merging of defaults and request options: it
     * is both a {@link ToolCallingChatOptions.Builder} and a {@link StructuredOutputChatOptions.Builder}, and combines
     * with every other builder.
     */
    public static final class Builder extends FailoverChatOptionsBuilder<Builder> {

        private Builder() {}
    }
}
