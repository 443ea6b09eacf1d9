package io.github.llmfailover.provider;

import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.prompt.ChatOptions;

/**
 * The options of {@code spring-ai-anthropic}. Copies by a list of what may pass, not of what may not, so that a property
 * of a later version stays where it is until it has been decided.
 */
final class AnthropicNativeOptions implements NativeOptions {

    @Override
    public boolean own(ChatOptions options) {
        return options instanceof AnthropicChatOptions;
    }

    @Override
    public void copy(ChatOptions.Builder<?> target, ChatOptions request, boolean withHeaders) {
        AnthropicChatOptions options = (AnthropicChatOptions) request;
        AnthropicChatOptions.Builder builder = (AnthropicChatOptions.Builder) target;
        AnthropicChatOptions.Builder passing = AnthropicChatOptions.builder()
                .metadata(options.getMetadata())
                .toolChoice(options.getToolChoice())
                .thinking(options.getThinking())
                .disableParallelToolUse(options.getDisableParallelToolUse())
                .cacheOptions(options.getCacheOptions())
                .outputConfig(options.getOutputConfig())
                .skillContainer(options.getSkillContainer())
                .inferenceGeo(options.getInferenceGeo())
                .webSearchTool(options.getWebSearchTool())
                .serviceTier(options.getServiceTier());
        if (withHeaders) {
            passing.httpHeaders(options.getHttpHeaders());
        }
        builder.combineWith(passing);
        if (options.getCitationDocuments() != null) {
            // Combining would append them to the provider's own.
            builder.citationDocuments(options.getCitationDocuments());
        }
    }
}
