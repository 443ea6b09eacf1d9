package io.github.llmfailover.execution;

import io.github.llmfailover.FailoverReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.model.Generation;

/**
 * Writes into an answer what has to outlive the response that brings it.
 *
 * <p>Each message names who wrote it, since that decides what another provider may be given of it in a later round. A
 * message goes into the chat memory with all its metadata, and there are stores that take only simple values under simple
 * names; so it gets this one string. The report stays out of messages: where the parts of a stream are put together it
 * travels in the generation's metadata, which no memory keeps.
 */
final class ServedAnswer {

    private ServedAnswer() {}

    /** Returns the generations with their messages naming the provider. */
    static List<Generation> writtenBy(String provider, List<Generation> generations) {
        if (generations.size() == 1) {
            Generation only = generations.get(0);
            return List.of(new Generation(signed(only.getOutput(), provider), only.getMetadata()));
        }
        List<Generation> signed = new ArrayList<>(generations.size());
        for (Generation generation : generations) {
            signed.add(new Generation(signed(generation.getOutput(), provider), generation.getMetadata()));
        }
        return signed;
    }

    /** Returns the generations with their messages naming the provider, the first generation with the report. */
    static List<Generation> writtenBy(String provider, List<Generation> generations, FailoverReport report) {
        if (generations.isEmpty()) {
            return generations;
        }
        List<Generation> signed = new ArrayList<>(writtenBy(provider, generations));
        Generation first = signed.get(0);
        signed.set(0, new Generation(first.getOutput(), reporting(first.getMetadata(), report)));
        return signed;
    }

    private static AssistantMessage signed(AssistantMessage message, String provider) {
        if (message.getClass() != AssistantMessage.class) {
            return signedInPlace(message, provider);
        }
        // A copy, since a client may hand the same message to several callers.
        AssistantMessage copy = AssistantMessage.builder()
                .content(message.getText())
                .properties(message.getMetadata())
                .toolCalls(message.getToolCalls())
                .media(message.getMedia())
                .build();
        copy.getMetadata().put(FailoverReport.MESSAGE_PROVIDER, provider);
        return copy;
    }

    /** A copy would not be of the client's own type, which may have more to say than we know. */
    private static AssistantMessage signedInPlace(AssistantMessage message, String provider) {
        try {
            message.getMetadata().put(FailoverReport.MESSAGE_PROVIDER, provider);
        } catch (UnsupportedOperationException e) {
            return message;
        }
        return message;
    }

    private static ChatGenerationMetadata reporting(@Nullable ChatGenerationMetadata original, FailoverReport report) {
        ChatGenerationMetadata.Builder builder = ChatGenerationMetadata.builder();
        if (original != null) {
            builder.finishReason(original.getFinishReason()).contentFilters(original.getContentFilters());
            for (Map.Entry<String, Object> entry : original.entrySet()) {
                builder.metadata(entry.getKey(), entry.getValue());
            }
        }
        return builder.metadata(FailoverReport.REPORT, report).build();
    }
}
