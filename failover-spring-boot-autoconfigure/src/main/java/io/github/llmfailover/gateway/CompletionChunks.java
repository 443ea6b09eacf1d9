package io.github.llmfailover.gateway;

import io.github.llmfailover.FailoverReport;
import java.util.List;
import org.springframework.ai.chat.model.ChatResponse;
import tools.jackson.databind.JsonNode;

/** Writes one stream as OpenAI's {@code chat.completion.chunk} objects. Not thread-safe; the parts come one by one. */
final class CompletionChunks {

    private final String id;

    private final long created;

    private final CompletionRequest request;

    CompletionChunks(String id, long created, CompletionRequest request) {
        this.id = id;
        this.created = created;
        this.request = request;
    }

    /** Whether a part says that everything before it is void. It is written as nothing. */
    boolean isRestart(ChatResponse chunk) {
        return FailoverReport.isRestart(chunk);
    }

    /** Returns the objects of one part of the stream; often one, and none where it holds nothing for the client. */
    List<JsonNode> next(ChatResponse chunk) {
        throw new UnsupportedOperationException("not yet " + id + created + request);
    }

    /** Returns the objects after the last part: the finish reason, and the usage where the request asked for it. */
    List<JsonNode> end() {
        throw new UnsupportedOperationException("not yet");
    }
}
