package io.github.llmfailover.benchmarks;

import java.util.List;
import java.util.Map;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/** Answers with the same properties and metadata as those of the OpenAI client. */
final class PreparedAnswers {

    /** A real chunk has just been read and is in the processor's cache, as a few are that come by again and again. */
    private static final int DIFFERENT_CHUNKS = 16;

    private PreparedAnswers() {}

    static ChatResponse whole() {
        return response("The quick brown fox jumps over the lazy dog.", "STOP", new DefaultUsage(120, 40));
    }

    /** Returns the chunks of one stream, the last of which has the finish reason and the usage. */
    static ChatResponse[] chunks(int count) {
        ChatResponse[] chunks = new ChatResponse[count];
        for (int i = 0; i < count - 1; i++) {
            chunks[i] = i >= DIFFERENT_CHUNKS
                    ? chunks[i % DIFFERENT_CHUNKS]
                    : response(" token", "_UNKNOWN", new EmptyUsage());
        }
        chunks[count - 1] = response("", "STOP", new DefaultUsage(120, count));
        return chunks;
    }

    static ChatResponse response(String text, String finishReason, Usage usage) {
        AssistantMessage message = AssistantMessage.builder()
                .content(text)
                .properties(Map.of(
                        "id", "chatcmpl-1",
                        "role", "assistant",
                        "index", 0L,
                        "finishReason", finishReason,
                        "refusal", "",
                        "annotations", List.of(),
                        "reasoningContent", ""))
                .build();
        ChatResponseMetadata metadata = ChatResponseMetadata.builder()
                .id("chatcmpl-1")
                .model("gpt-5.4-mini")
                .usage(usage)
                .keyValue("created", 1_780_000_000L)
                .build();
        return new ChatResponse(
                List.of(new Generation(
                        message,
                        ChatGenerationMetadata.builder()
                                .finishReason(finishReason)
                                .build())),
                metadata);
    }
}
