package io.github.llmfailover.test.wire;

import io.github.llmfailover.test.wire.Reply.Content;
import io.github.llmfailover.test.wire.Reply.Omission;
import io.github.llmfailover.test.wire.WireEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The chunks of one streamed chat completion. */
final class OpenAiStream {

    private final Reply reply;
    private final String id;
    private final List<WireEvent> events = new ArrayList<>();

    OpenAiStream(Reply reply) {
        this.reply = reply;
        this.id = reply.ids().next("chatcmpl-", 29);
    }

    List<WireEvent> events() {
        choice(
                Kind.OPENING,
                Json.object().put("role", "assistant").put("content", "").putNull("refusal"),
                null);
        if (reply.content() == Content.FULL) {
            reply.reasoning().forEach(token -> choice(Kind.TOKEN, Json.object().put("reasoning_content", token), null));
            String field = reply.refused() ? "refusal" : "content";
            reply.text().forEach(token -> choice(Kind.TOKEN, Json.object().put(field, token), null));
            toolCalls();
        }
        String finishReason = OpenAiFormat.finishReason(reply);
        if (finishReason != null) {
            choice(Kind.CLOSING, Json.object(), finishReason);
        }
        if (reply.usageChunk() && !reply.omits(Omission.USAGE)) {
            ObjectNode chunk = chunk();
            chunk.putArray("choices");
            chunk.set("usage", OpenAiFormat.usage(reply.usage()));
            add(Kind.CLOSING, Json.data(chunk));
        }
        if (!reply.omits(Omission.DONE)) {
            add(Kind.CLOSING, Json.utf8("data: [DONE]\n\n"));
        }
        return events;
    }

    private void toolCalls() {
        for (int index = 0; index < reply.toolCalls().size(); index++) {
            ToolCall call = reply.toolCalls().get(index);
            ObjectNode start = Json.object();
            start.putArray("tool_calls")
                    .addObject()
                    .put("index", index)
                    .put("id", reply.ids().next("call_", 24))
                    .put("type", "function")
                    .putObject("function")
                    .put("name", call.name())
                    .put("arguments", "");
            choice(Kind.OPENING, start, null);
            for (String token : Tokens.ofJson(call.arguments())) {
                ObjectNode delta = Json.object();
                delta.putArray("tool_calls")
                        .addObject()
                        .put("index", index)
                        .putObject("function")
                        .put("arguments", token);
                choice(Kind.TOKEN, delta, null);
            }
        }
    }

    private void choice(Kind kind, ObjectNode delta, @Nullable String finishReason) {
        ObjectNode chunk = chunk();
        ArrayNode choices = chunk.putArray("choices");
        if (reply.content() != Content.NONE) {
            ObjectNode choice = choices.addObject().put("index", 0);
            choice.set("delta", delta);
            choice.putNull("logprobs").put("finish_reason", finishReason);
        }
        if (reply.usageChunk()) {
            chunk.putNull("usage");
        }
        add(kind, Json.data(chunk));
    }

    private ObjectNode chunk() {
        return Json.object()
                .put("id", id)
                .put("object", "chat.completion.chunk")
                .put("created", reply.created().getEpochSecond())
                .put("model", reply.model())
                .put("service_tier", "default")
                .put("system_fingerprint", "fp_simulator");
    }

    private void add(Kind kind, byte[] bytes) {
        events.add(new WireEvent(bytes, kind));
    }
}
