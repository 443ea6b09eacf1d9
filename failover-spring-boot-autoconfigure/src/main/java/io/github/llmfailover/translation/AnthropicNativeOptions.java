package io.github.llmfailover.translation;

import com.anthropic.models.messages.ToolChoice;
import com.anthropic.models.messages.ToolChoiceAny;
import com.anthropic.models.messages.ToolChoiceNone;
import com.anthropic.models.messages.ToolChoiceTool;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.prompt.ChatOptions;

/**
 * The options of {@code spring-ai-anthropic}. Copies by a list of what may pass, not of what may not, so that a property
 * of a later version stays where it is until it has been decided.
 */
final class AnthropicNativeOptions implements NativeOptions {

    private static final Set<String> HONOURED = Set.of("tool_choice", "parallel_tool_calls", "image_url");

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

    @Override
    public boolean honours(String field) {
        return HONOURED.contains(field);
    }

    @Override
    public void addBody(ChatOptions.Builder<?> target, Map<String, Object> body) {
        AnthropicChatOptions.Builder builder = (AnthropicChatOptions.Builder) target;
        ToolChoice choice = toolChoice(body.get("tool_choice"));
        if (choice != null) {
            builder.toolChoice(choice);
        }
        if (Boolean.FALSE.equals(body.get("parallel_tool_calls"))) {
            builder.disableParallelToolUse(true);
        }
    }

    private static @Nullable ToolChoice toolChoice(@Nullable Object choice) {
        if ("none".equals(choice)) {
            return ToolChoice.ofNone(ToolChoiceNone.builder().build());
        }
        if ("required".equals(choice)) {
            return ToolChoice.ofAny(ToolChoiceAny.builder().build());
        }
        return choice instanceof Map<?, ?> named
                        && named.get("function") instanceof Map<?, ?> function
                        && function.get("name") instanceof String name
                ? ToolChoice.ofTool(ToolChoiceTool.builder().name(name).build())
                : null;
    }
}
