package io.github.llmfailover.execution;

import io.github.llmfailover.Degradation;
import io.github.llmfailover.FailoverReport;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/** An answer that no provider gave, in the shape of one that a provider gave. */
public final class DegradedResponse {

    private DegradedResponse() {}

    /**
     * Returns a response, which is also the one chunk of a stream.
     *
     * @param text what it says
     * @param report how the call was answered; with a degradation
     */
    public static ChatResponse of(String text, FailoverReport report) {
        Degradation degradation = Objects.requireNonNull(report.degradation());
        AssistantMessage message = AssistantMessage.builder()
                .content(text)
                .properties(Map.of(FailoverReport.MESSAGE_TIER, degradation.tier()))
                .build();
        ChatGenerationMetadata metadata = ChatGenerationMetadata.builder()
                .finishReason("stop")
                .metadata(FailoverReport.REPORT, report)
                .build();
        return new ChatResponse(
                List.of(new Generation(message, metadata)),
                new ServedMetadata(new ChatResponseMetadata(), ServedMetadata.keys(report)));
    }
}
