package io.github.llmfailover.provider;

import io.github.llmfailover.translation.RequestTranslation.ServedModels;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is configured for one provider.
 *
 * @param name the name used in chains, meters, endpoints and messages
 * @param model the model it serves with; {@code null} for its client's own default
 * @param acceptsModels patterns ({@code *} matches anything) of the requested models that are passed through to it;
 *     {@code null} where nothing is configured: then the first provider of a chain passes any, the others none
 * @param timeouts the limits of one attempt
 * @param retry how often it is asked again in the same call
 * @param tags what it is known to satisfy, such as a region; a request may require tags
 * @param capabilities what it is able to do; empty where nothing is configured: then all but prefill is assumed
 * @param contextWindow in tokens; 0 where it is not known
 * @param weight its share of the requests, relative to the others of its chain, where the strategy is {@code weighted}
 * @param price what it charges; {@code null} where it is not known
 */
public record ProviderSettings(
        String name,
        @Nullable String model,
        @Nullable Set<String> acceptsModels,
        Timeouts timeouts,
        RetrySettings retry,
        Set<String> tags,
        Set<String> capabilities,
        int contextWindow,
        int weight,
        @Nullable Price price) {

    /** Rejects a blank name and a negative window; copies the collections. */
    public ProviderSettings {
        if (name.isBlank()) {
            throw new IllegalArgumentException("A provider needs a name");
        }
        if (contextWindow < 0) {
            throw new IllegalArgumentException(
                    "context-window of provider '" + name + "' must not be negative, but is " + contextWindow);
        }
        if (weight < 0) {
            throw new IllegalArgumentException(
                    "weight of provider '" + name + "' must not be negative, but is " + weight);
        }
        acceptsModels = acceptsModels == null ? null : Set.copyOf(acceptsModels);
        tags = Set.copyOf(tags);
        capabilities = Set.copyOf(capabilities);
    }

    /** Settings of a provider that has the weight of any other, and no price that is known. */
    public ProviderSettings(
            String name,
            @Nullable String model,
            @Nullable Set<String> acceptsModels,
            Timeouts timeouts,
            RetrySettings retry,
            Set<String> tags,
            Set<String> capabilities,
            int contextWindow) {
        this(name, model, acceptsModels, timeouts, retry, tags, capabilities, contextWindow, 1, null);
    }

    /** Returns which models it serves. */
    public ServedModels models() {
        return new ServedModels(model, acceptsModels);
    }

    /** Settings with every default. */
    public static ProviderSettings named(String name) {
        return new ProviderSettings(
                name, null, null, Timeouts.DEFAULTS, RetrySettings.DEFAULTS, Set.of(), Set.of(), 0, 1, null);
    }
}
