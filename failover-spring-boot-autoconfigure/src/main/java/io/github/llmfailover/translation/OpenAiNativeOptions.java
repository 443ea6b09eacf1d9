package io.github.llmfailover.translation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;

/**
 * The options of {@code spring-ai-openai}. Copies by a list of what may pass, not of what may not, so that a property
 * of a later version stays where it is until it has been decided.
 */
final class OpenAiNativeOptions implements NativeOptions {

    /** What the client's own option writes into the body under a name. */
    private static final Map<String, Consumer<OpenAiChatOptions.Builder>> TAKE_BACK = Map.ofEntries(
            Map.entry("audio", builder -> builder.outputAudio(null)),
            Map.entry("logit_bias", builder -> builder.logitBias(null)),
            Map.entry("logprobs", builder -> builder.logprobs(null)),
            Map.entry("metadata", builder -> builder.metadata(null)),
            Map.entry("modalities", builder -> builder.outputModalities(null)),
            Map.entry("n", builder -> builder.n(null)),
            Map.entry("parallel_tool_calls", builder -> builder.parallelToolCalls(null)),
            Map.entry("prompt_cache_key", builder -> builder.promptCacheKey(null)),
            Map.entry("reasoning_effort", builder -> builder.reasoningEffort(null)),
            Map.entry("response_format", builder -> builder.responseFormat(null)),
            Map.entry("seed", builder -> builder.seed(null)),
            Map.entry("service_tier", builder -> builder.serviceTier(null)),
            Map.entry("store", builder -> builder.store(null)),
            Map.entry("tool_choice", builder -> builder.toolChoice(null)),
            Map.entry("tools", builder -> builder.toolCallbacks(List.of())),
            Map.entry("top_logprobs", builder -> builder.topLogprobs(null)),
            Map.entry("user", builder -> builder.user(null)),
            Map.entry("verbosity", builder -> builder.verbosity(null)));

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

    @Override
    public void limitNatively(ChatOptions.Builder<?> target, @Nullable Integer maxTokens) {
        ((OpenAiChatOptions.Builder) target)
                .maxCompletionTokens(null)
                .maxTokens(null)
                .maxCompletionTokens(maxTokens);
    }

    @Override
    public boolean honours(String field) {
        return true;
    }

    @Override
    public void addBody(ChatOptions.Builder<?> target, Map<String, Object> body) {
        OpenAiChatOptions.Builder builder = (OpenAiChatOptions.Builder) target;
        Map<String, Object> fields = new HashMap<>(body);
        if (fields.remove("max_completion_tokens") instanceof Integer limit) {
            limitCompletion(builder, limit);
        }
        // A field must not stand in the body twice.
        fields.keySet().forEach(name -> TAKE_BACK.getOrDefault(name, any -> {}).accept(builder));
        builder.combineWith(OpenAiChatOptions.builder().extraBody(fields));
    }

    /** Takes the other limit back first: the API rejects both together, and the builder warns of them. */
    private static void limitCompletion(OpenAiChatOptions.Builder builder, int limit) {
        builder.maxCompletionTokens(null).maxTokens(null).maxCompletionTokens(limit);
    }
}
