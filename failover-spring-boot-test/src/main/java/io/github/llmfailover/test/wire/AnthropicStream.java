package io.github.llmfailover.test.wire;

import io.github.llmfailover.test.wire.Reply.Content;
import io.github.llmfailover.test.wire.Reply.Omission;
import io.github.llmfailover.test.wire.WireEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The events of one streamed message. */
final class AnthropicStream {

    private final Reply reply;
    private final List<WireEvent> events = new ArrayList<>();
    private int block = -1;

    AnthropicStream(Reply reply) {
        this.reply = reply;
    }

    List<WireEvent> events() {
        start();
        if (reply.content() == Content.FULL) {
            thinking();
            text(reply.text());
            reply.toolCalls().forEach(this::toolUse);
        } else if (reply.content() == Content.EMPTY) {
            startBlock(Json.object().put("type", "text").put("text", ""));
            stopBlock();
        }
        ObjectNode end = Json.object().put("type", "message_delta");
        end.putObject("delta")
                .put("stop_reason", AnthropicFormat.stopReason(reply))
                .putNull("stop_sequence");
        if (!reply.omits(Omission.USAGE)) {
            end.set("usage", AnthropicFormat.usage(reply.usage(), reply.usage().output()));
        }
        add(Kind.CLOSING, end);
        if (!reply.omits(Omission.DONE)) {
            add(Kind.CLOSING, Json.object().put("type", "message_stop"));
        }
        return events;
    }

    private void start() {
        ObjectNode message =
                AnthropicFormat.message(reply).putNull("stop_reason").putNull("stop_sequence");
        if (!reply.omits(Omission.USAGE)) {
            message.set("usage", AnthropicFormat.usage(reply.usage(), 1));
        }
        ObjectNode start = Json.object().put("type", "message_start");
        start.set("message", message);
        add(Kind.OPENING, start);
    }

    private void thinking() {
        if (reply.reasoning().isEmpty()) {
            return;
        }
        startBlock(Json.object().put("type", "thinking").put("thinking", "").put("signature", ""));
        reply.reasoning().forEach(token -> delta(Kind.TOKEN, "thinking_delta", "thinking", token));
        delta(Kind.CLOSING, "signature_delta", "signature", AnthropicFormat.signature(reply));
        stopBlock();
    }

    private void text(List<String> tokens) {
        if (tokens.isEmpty()) {
            return;
        }
        startBlock(Json.object().put("type", "text").put("text", ""));
        tokens.forEach(token -> delta(Kind.TOKEN, "text_delta", "text", token));
        stopBlock();
    }

    private void toolUse(ToolCall call) {
        ObjectNode content = Json.object()
                .put("type", "tool_use")
                .put("id", reply.ids().next("toolu_01", 22))
                .put("name", call.name());
        content.putObject("input");
        startBlock(content);
        delta(Kind.OPENING, "input_json_delta", "partial_json", "");
        for (String token : Tokens.ofJson(call.arguments())) {
            delta(Kind.TOKEN, "input_json_delta", "partial_json", token);
        }
        stopBlock();
    }

    private void startBlock(ObjectNode content) {
        block++;
        ObjectNode start = Json.object().put("type", "content_block_start").put("index", block);
        start.set("content_block", content);
        add(Kind.OPENING, start);
        if (block == 0) {
            add(Kind.OPENING, Json.object().put("type", "ping"));
        }
    }

    private void delta(Kind kind, String type, String field, String value) {
        ObjectNode delta = Json.object().put("type", "content_block_delta").put("index", block);
        delta.putObject("delta").put("type", type).put(field, value);
        add(kind, delta);
    }

    private void stopBlock() {
        add(Kind.CLOSING, Json.object().put("type", "content_block_stop").put("index", block));
    }

    private void add(Kind kind, ObjectNode event) {
        events.add(new WireEvent(Json.event(Json.text(event, "type"), event), kind));
    }
}
