package io.github.llmfailover.chat;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.UnknownTargetException;
import io.github.llmfailover.routing.Affinity;
import io.github.llmfailover.routing.Capability;
import io.github.llmfailover.routing.Chain;
import io.github.llmfailover.routing.Requirements;
import io.github.llmfailover.routing.TokenEstimate;
import io.github.llmfailover.translation.RequestedModel;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.content.MediaContent;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.util.CollectionUtils;

/** Reads off a request what it needs of whoever serves it, as far as that makes a difference in its chain. */
final class RequestNeeds {

    private final TokenCounter tokens;

    RequestNeeds(TokenCounter tokens) {
        this.tokens = tokens;
    }

    Requirements of(Prompt prompt, FailoverChatOptions options, Chain chain, CallMode mode) {
        String pin = options.getPin();
        Set<String> tags = options.getRequiredTags();
        String model = RequestedModel.of(prompt.getOptions());
        Set<String> fields = options.getRequiredFields();
        Set<Capability> capabilities = chain.declaresCapabilities() ? capabilities(prompt, mode) : Set.of();
        TokenEstimate size = tokens.estimate(prompt, chain);
        Affinity affinity = affinity(prompt, options);
        if (pin == null
                && tags == null
                && model == null
                && fields.isEmpty()
                && capabilities.isEmpty()
                && size == TokenEstimate.UNKNOWN
                && affinity == Affinity.NONE) {
            return Requirements.NONE;
        }
        if (pin != null
                && chain.members().stream().noneMatch(member -> member.name().equals(pin))) {
            throw new UnknownTargetException("The request is pinned to '" + pin + "', but chain '" + chain.name()
                    + "' has only "
                    + chain.members().stream().map(member -> member.name()).toList());
        }
        return new Requirements(pin, tags == null ? Set.of() : tags, model, fields, capabilities, size, affinity);
    }

    private static Set<Capability> capabilities(Prompt prompt, CallMode mode) {
        Set<Capability> needed = EnumSet.noneOf(Capability.class);
        if (mode == CallMode.STREAM) {
            needed.add(Capability.STREAMING);
        }
        ChatOptions options = prompt.getOptions();
        if (options instanceof ToolCallingChatOptions tools && !CollectionUtils.isEmpty(tools.getToolCallbacks())) {
            needed.add(Capability.TOOLS);
        }
        if (options instanceof StructuredOutputChatOptions structured && structured.getOutputSchema() != null) {
            needed.add(Capability.JSON_SCHEMA);
        }
        for (Message message : prompt.getInstructions()) {
            if (message instanceof ToolResponseMessage) {
                needed.add(Capability.TOOLS);
            } else if (message instanceof MediaContent content) {
                for (Media media : content.getMedia()) {
                    switch (media.getMimeType().getType()) {
                        case "image" -> needed.add(Capability.VISION);
                        case "audio" -> needed.add(Capability.AUDIO);
                        default -> {
                            // Nobody declares it.
                        }
                    }
                }
            }
        }
        return needed;
    }

    private static Affinity affinity(Prompt prompt, FailoverChatOptions options) {
        String begunBy = begunBy(prompt.getInstructions());
        String conversation = options.getConversationId();
        return begunBy == null && conversation == null ? Affinity.NONE : new Affinity(conversation, begunBy);
    }

    /** Who asked for the tools whose results end the conversation so far. */
    private static @Nullable String begunBy(List<Message> conversation) {
        int last = conversation.size() - 1;
        if (last < 1 || !(conversation.get(last) instanceof ToolResponseMessage)) {
            return null;
        }
        while (last > 0 && conversation.get(last) instanceof ToolResponseMessage) {
            last--;
        }
        return conversation.get(last) instanceof AssistantMessage asked
                        && asked.getMetadata().get(FailoverReport.MESSAGE_PROVIDER) instanceof String provider
                ? provider
                : null;
    }
}
