package io.github.llmfailover.provider;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;

/**
 * The options of {@code spring-ai-openai}. Copies by a list of what may pass, not of what may not, so that a property
 * of a later version stays where it is until it has been decided.
 */
final class OpenAiNativeOptions implements NativeOptions {

    @Override
    public boolean own(ChatOptions options) {
        return options instanceof OpenAiChatOptions;
    }

    @Override
    public void copy(ChatOptions.Builder<?> target, ChatOptions request, boolean withHeaders) {
        OpenAiChatOptions options = (OpenAiChatOptions) request;
        OpenAiChatOptions.Builder builder = (OpenAiChatOptions.Builder) target;
        OpenAiChatOptions.Builder passing = OpenAiChatOptions.builder()
                .logitBias(options.getLogitBias())
                .logprobs(options.getLogprobs())
                .topLogprobs(options.getTopLogprobs())
                .n(options.getN())
                .outputAudio(options.getOutputAudio())
                .responseFormat(options.getResponseFormat())
                .streamOptions(options.getStreamOptions())
                .seed(options.getSeed())
                .toolChoice(options.getToolChoice())
                .user(options.getUser())
                .parallelToolCalls(options.getParallelToolCalls())
                .store(options.getStore())
                .metadata(options.getMetadata())
                .reasoningEffort(options.getReasoningEffort())
                .verbosity(options.getVerbosity())
                .serviceTier(options.getServiceTier())
                .promptCacheKey(options.getPromptCacheKey());
        if (withHeaders) {
            passing.customHeaders(options.getCustomHeaders()).extraBody(options.getExtraBody());
        }
        builder.combineWith(passing);
        if (options.getOutputModalities() != null) {
            // Combining would append them to the provider's own.
            builder.outputModalities(options.getOutputModalities());
        }
        if (options.getMaxCompletionTokens() != null) {
            limitCompletion(builder, options.getMaxCompletionTokens());
        }
    }

    @Override
    public void limit(ChatOptions.Builder<?> target, ChatOptions configured, int maxTokens) {
        // A provider that is configured with the newer limit serves a model that rejects the older one.
        if (((OpenAiChatOptions) configured).getMaxCompletionTokens() != null) {
            limitCompletion((OpenAiChatOptions.Builder) target, maxTokens);
        } else {
            ((OpenAiChatOptions.Builder) target).maxCompletionTokens(null).maxTokens(maxTokens);
        }
    }

    @Override
    public @Nullable Integer limitOf(ChatOptions request) {
        return ((OpenAiChatOptions) request).getMaxCompletionTokens();
    }

    /** Takes the other limit back first: the API rejects both together, and the builder warns of them. */
    private static void limitCompletion(OpenAiChatOptions.Builder builder, int limit) {
        builder.maxCompletionTokens(null).maxTokens(null).maxCompletionTokens(limit);
    }
}
