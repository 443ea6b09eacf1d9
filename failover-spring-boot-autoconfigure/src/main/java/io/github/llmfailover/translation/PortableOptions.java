package io.github.llmfailover.translation;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.ChatOptions;

/**
 * The portable values of some options, without anything else that the options hold.
 *
 * @param model the model
 * @param maxTokens the limit of the answer's length in tokens
 * @param temperature the sampling temperature
 * @param topP the nucleus sampling share
 * @param topK how many tokens are sampled from
 * @param frequencyPenalty the frequency penalty
 * @param presencePenalty the presence penalty
 */
record PortableOptions(
        @Nullable String model,
        @Nullable Integer maxTokens,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer topK,
        @Nullable Double frequencyPenalty,
        @Nullable Double presencePenalty) {

    static final PortableOptions NONE = new PortableOptions(null, null, null, null, null, null, null);

    static PortableOptions of(ChatOptions options) {
        return new PortableOptions(
                options.getModel(),
                options.getMaxTokens(),
                options.getTemperature(),
                options.getTopP(),
                options.getTopK(),
                options.getFrequencyPenalty(),
                options.getPresencePenalty());
    }

    /**
     * Returns these values without those that equal the given ones: a value which a class sets by itself cannot be told
     * from one that the caller has set, and counts as not set.
     */
    PortableOptions without(PortableOptions defaults) {
        return defaults.equals(NONE)
                ? this
                : new PortableOptions(
                        unless(defaults.model, model),
                        unless(defaults.maxTokens, maxTokens),
                        unless(defaults.temperature, temperature),
                        unless(defaults.topP, topP),
                        unless(defaults.topK, topK),
                        unless(defaults.frequencyPenalty, frequencyPenalty),
                        unless(defaults.presencePenalty, presencePenalty));
    }

    PortableOptions withModel(@Nullable String other) {
        return new PortableOptions(other, maxTokens, temperature, topP, topK, frequencyPenalty, presencePenalty);
    }

    PortableOptions withMaxTokens(@Nullable Integer other) {
        return new PortableOptions(model, other, temperature, topP, topK, frequencyPenalty, presencePenalty);
    }

    private static <T> @Nullable T unless(@Nullable T unwanted, @Nullable T value) {
        return value != null && value.equals(unwanted) ? null : value;
    }

    /** Sets those values that are set here, and leaves the others of the builder alone. */
    void applyTo(ChatOptions.Builder<?> builder) {
        if (model != null) {
            builder.model(model);
        }
        if (maxTokens != null) {
            builder.maxTokens(maxTokens);
        }
        if (temperature != null) {
            builder.temperature(temperature);
        }
        if (topP != null) {
            builder.topP(topP);
        }
        if (topK != null) {
            builder.topK(topK);
        }
        if (frequencyPenalty != null) {
            builder.frequencyPenalty(frequencyPenalty);
        }
        if (presencePenalty != null) {
            builder.presencePenalty(presencePenalty);
        }
    }
}
