package io.github.llmfailover.gateway.answer;

import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.failure.FinishReason;
import io.github.llmfailover.gateway.request.CompletionRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes one stream as OpenAI's {@code chat.completion.chunk} objects, as JSON in UTF-8: the role first, then what comes,
 * then the finish reason, and the usage where it was asked for. Not thread-safe; the parts come one by one.
 */
public final class CompletionChunks {

    private final String id;

    private final long created;

    private final CompletionRequest request;

    private final ToolCallNumbers calls;

    private boolean begun;

    private FinishReason finish = FinishReason.NONE;

    private String model;

    private ChunkFrame frame;

    private @Nullable Usage usage;

    CompletionChunks(String id, long created, CompletionRequest request) {
        this.id = "chatcmpl-" + id;
        this.created = created;
        this.request = request;
        this.calls = new ToolCallNumbers(id);
        this.model = request.model();
        this.frame = frame();
    }

    /** Whether a part says that everything before it is void. Whoever writes the stream decides what becomes of it. */
    public boolean isRestart(ChatResponse chunk) {
        return FailoverReport.isRestart(chunk);
    }

    /**
     * Returns the objects of one part of the stream; often one, and none where it holds nothing for the client. Of the
     * marker of a restart, its text.
     */
    public List<byte[]> next(ChatResponse chunk) {
        AnswerParts parts = AnswerParts.of(chunk);
        if (parts.model() != null && !parts.model().equals(model)) {
            model = parts.model();
            frame = frame();
        }
        if (parts.usage() != null) {
            usage = parts.usage();
        }
        if (parts.finish() != FinishReason.NONE) {
            finish = parts.finish();
        }
        boolean holdsNothing = parts.text().isEmpty()
                && parts.refusal().isEmpty()
                && parts.toolCalls().isEmpty();
        if (holdsNothing) {
            return List.of();
        }
        List<byte[]> chunks = begin();
        if (!parts.text().isEmpty()) {
            chunks.add(frame.text(parts.text()));
        }
        if (!parts.refusal().isEmpty()) {
            chunks.add(frame.delta(field("refusal", parts.refusal())));
        }
        for (ToolCall call : parts.toolCalls()) {
            chunks.add(frame.delta(toolCall(call)));
        }
        return chunks;
    }

    /** Returns the objects after the last part: the finish reason, and the usage where the request asked for it. */
    public List<byte[]> end() {
        List<byte[]> chunks = begin();
        chunks.add(frame.finish(AnswerParts.finishReason(finish, calls.any())));
        if (request.includeUsage()) {
            chunks.add(frame.usage(AnswerParts.usageJson(usage)));
        }
        return chunks;
    }

    private List<byte[]> begin() {
        List<byte[]> chunks = new ArrayList<>(3);
        if (!begun) {
            begun = true;
            chunks.add(frame.delta(field("role", "assistant").put("content", "")));
        }
        return chunks;
    }

    private static ObjectNode field(String name, String text) {
        return JsonNodeFactory.instance.objectNode().put(name, text);
    }

    private ObjectNode toolCall(ToolCall call) {
        int number = calls.next();
        ObjectNode delta = JsonNodeFactory.instance.objectNode();
        delta.putArray("tool_calls")
                .addObject()
                .put("index", number)
                .put("id", calls.idOf(call, number))
                .put("type", "function")
                .set("function", AnswerParts.functionJson(call));
        return delta;
    }

    private ChunkFrame frame() {
        return new ChunkFrame(id, created, model, request.includeUsage());
    }
}
