package io.github.llmfailover.test.wire;

import io.github.llmfailover.test.wire.Reply.Content;
import io.github.llmfailover.test.wire.Reply.Omission;
import io.github.llmfailover.test.wire.WireEvent.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Ollama's chat. */
public final class OllamaFormat implements WireFormat {

    private static final int EVENT_END_BYTES = 1;

    /** The durations that a model of some size would report, in nanoseconds; only tokens are counted for real. */
    private static final long LOAD_NANOS = 8_000_000;

    private static final long NANOS_PER_INPUT_TOKEN = 100_000;
    private static final long NANOS_PER_OUTPUT_TOKEN = 5_000_000;

    @Override
    public WireRequest read(JsonNode body) throws InvalidRequestException {
        String model = Json.requiredModel(body, "model is required");
        JsonNode messages = Json.requiredMessages(body, "messages is required");
        return new WireRequest(
                model,
                // Ollama streams unless it is told not to.
                body.path("stream").asBoolean(true),
                Json.messages(messages),
                Json.functionNames(body.path("tools")),
                true);
    }

    @Override
    public byte[] body(Reply reply) {
        ObjectNode body = envelope(reply);
        if (reply.content() != Content.NONE) {
            boolean full = reply.content() == Content.FULL;
            ObjectNode message =
                    body.putObject("message").put("role", "assistant").put("content", full ? reply.wholeText() : "");
            if (full && !reply.reasoning().isEmpty()) {
                message.put("thinking", reply.wholeReasoning());
            }
            if (full && !reply.toolCalls().isEmpty()) {
                ArrayNode calls = message.putArray("tool_calls");
                for (int index = 0; index < reply.toolCalls().size(); index++) {
                    calls.add(toolCall(reply, index));
                }
            }
        }
        end(reply, body);
        return Json.bytes(body);
    }

    @Override
    public List<WireEvent> events(Reply reply) {
        List<WireEvent> events = new ArrayList<>();
        if (reply.content() == Content.FULL) {
            for (String token : reply.reasoning()) {
                events.add(token(reply, message("").put("thinking", token)));
            }
            for (String token : reply.text()) {
                events.add(token(reply, message(token)));
            }
            for (int index = 0; index < reply.toolCalls().size(); index++) {
                ObjectNode message = message("");
                message.putArray("tool_calls").add(toolCall(reply, index));
                events.add(token(reply, message));
            }
        }
        if (!reply.omits(Omission.DONE)) {
            ObjectNode last = envelope(reply);
            if (reply.content() != Content.NONE) {
                last.set("message", message(""));
            }
            end(reply, last);
            events.add(new WireEvent(Json.line(last), Kind.CLOSING));
        }
        return events;
    }

    private static ObjectNode message(String content) {
        return Json.object().put("role", "assistant").put("content", content);
    }

    private static WireEvent token(Reply reply, ObjectNode message) {
        ObjectNode line = envelope(reply);
        line.set("message", message);
        return new WireEvent(Json.line(line.put("done", false)), Kind.TOKEN);
    }

    private static ObjectNode envelope(Reply reply) {
        return Json.object()
                .put("model", reply.model())
                .put("created_at", reply.created().toString());
    }

    private static ObjectNode toolCall(Reply reply, int index) {
        ToolCall call = reply.toolCalls().get(index);
        ObjectNode node = Json.object().put("id", reply.ids().next("call_", 8));
        node.putObject("function")
                .put("index", index)
                .put("name", call.name())
                .set("arguments", Json.parse(call.arguments()));
        return node;
    }

    private static void end(Reply reply, ObjectNode body) {
        body.put("done", !reply.omits(Omission.DONE));
        String reason = reply.finishReason("stop", "stop", "stop");
        if (reason != null) {
            body.put("done_reason", reason);
        }
        if (reply.omits(Omission.USAGE)) {
            return;
        }
        Usage usage = reply.usage();
        long promptNanos = usage.input() * NANOS_PER_INPUT_TOKEN;
        long evalNanos = usage.output() * NANOS_PER_OUTPUT_TOKEN;
        body.put("total_duration", LOAD_NANOS + promptNanos + evalNanos)
                .put("load_duration", LOAD_NANOS)
                .put("prompt_eval_count", usage.input())
                .put("prompt_eval_duration", promptNanos)
                .put("eval_count", usage.output())
                .put("eval_duration", evalNanos);
    }

    @Override
    public WireError problem(Problem problem, String model) {
        return OllamaErrors.problem(problem, model);
    }

    @Override
    public WireError status(int status, String message) {
        return OllamaErrors.error(status, message);
    }

    @Override
    public WireEvent errorEvent(@Nullable String type) {
        return new WireEvent(Json.line(OllamaErrors.inBand(type)), Kind.CLOSING);
    }

    @Override
    public byte[] errorBody(@Nullable String type) {
        return Json.bytes(OllamaErrors.inBand(type));
    }

    @Override
    public WireEvent malformed(WireEvent event) {
        return event.malformed(EVENT_END_BYTES);
    }

    @Override
    public String jsonType() {
        return "application/json; charset=utf-8";
    }

    @Override
    public String streamType() {
        return "application/x-ndjson";
    }

    @Override
    public Map<String, String> headers(Ids ids) {
        return Map.of();
    }

    /** None: Ollama does not report limits. */
    @Override
    public Map<String, String> rateLimitHeaders(int remaining, Duration reset, Instant now) {
        return Map.of();
    }

    @Override
    public Map<String, String> retryAfterHeaders(Duration retryAfter) {
        return Map.of("Retry-After", Headers.wholeSeconds(retryAfter));
    }
}
