package io.github.llmfailover.test.wire;

import io.github.llmfailover.test.wire.Reply.Content;
import io.github.llmfailover.test.wire.Reply.Omission;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Anthropic's messages. */
public final class AnthropicFormat implements WireFormat {

    private static final int EVENT_END_BYTES = 2;

    @Override
    public WireRequest read(JsonNode body) throws InvalidRequestException {
        String model = Json.requiredModel(body, "model: Field required");
        JsonNode sent = Json.requiredMessages(body, "messages: Field required");
        List<WireMessage> messages = new ArrayList<>();
        JsonNode system = body.path("system");
        if (!system.isMissingNode() && !system.isNull()) {
            messages.add(new WireMessage("system", Json.contentText(system)));
        }
        messages.addAll(Json.messages(sent));
        List<String> tools = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            tools.add(Json.text(tool, "name"));
        }
        return new WireRequest(model, body.path("stream").asBoolean(false), messages, tools, true);
    }

    @Override
    public byte[] body(Reply reply) {
        ObjectNode body = message(reply);
        ArrayNode content = (ArrayNode) body.path("content");
        if (reply.content() == Content.FULL) {
            if (!reply.reasoning().isEmpty()) {
                content.addObject()
                        .put("type", "thinking")
                        .put("thinking", reply.wholeReasoning())
                        .put("signature", signature(reply));
            }
            if (!reply.text().isEmpty()) {
                content.addObject().put("type", "text").put("text", reply.wholeText());
            }
            for (ToolCall call : reply.toolCalls()) {
                ObjectNode block = content.addObject()
                        .put("type", "tool_use")
                        .put("id", reply.ids().next("toolu_01", 22))
                        .put("name", call.name());
                block.set("input", Json.parse(call.arguments()));
            }
        } else if (reply.content() == Content.EMPTY) {
            content.addObject().put("type", "text").put("text", "");
        }
        body.put("stop_reason", stopReason(reply)).putNull("stop_sequence");
        if (!reply.omits(Omission.USAGE)) {
            body.set("usage", usage(reply.usage(), reply.usage().output()));
        }
        return Json.bytes(body);
    }

    /** The message without its content, as both a JSON answer and a stream begin. */
    static ObjectNode message(Reply reply) {
        ObjectNode message = Json.object()
                .put("id", reply.ids().next("msg_01", 22))
                .put("type", "message")
                .put("role", "assistant")
                .put("model", reply.model());
        message.putArray("content");
        return message;
    }

    static String signature(Reply reply) {
        return reply.ids().next("EqQB", 124);
    }

    static @Nullable String stopReason(Reply reply) {
        return reply.finishReason("end_turn", "tool_use", "refusal");
    }

    static ObjectNode usage(Usage usage, int output) {
        return Json.object()
                .put("input_tokens", usage.input() - usage.cachedInput())
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", usage.cachedInput())
                .put("output_tokens", output)
                .put("service_tier", "standard");
    }

    @Override
    public List<WireEvent> events(Reply reply) {
        return new AnthropicStream(reply).events();
    }

    @Override
    public WireError problem(Problem problem, String model) {
        return AnthropicErrors.problem(problem, model);
    }

    @Override
    public WireError status(int status, String message) {
        return AnthropicErrors.status(status, message);
    }

    @Override
    public WireEvent errorEvent(@Nullable String type) {
        return new WireEvent(Json.event("error", AnthropicErrors.inBand(type)), WireEvent.Kind.CLOSING);
    }

    @Override
    public byte[] errorBody(@Nullable String type) {
        return Json.bytes(AnthropicErrors.inBand(type));
    }

    @Override
    public WireEvent malformed(WireEvent event) {
        return event.malformed(EVENT_END_BYTES);
    }

    @Override
    public String jsonType() {
        return "application/json";
    }

    @Override
    public String streamType() {
        return "text/event-stream; charset=utf-8";
    }

    @Override
    public Map<String, String> headers(Ids ids) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("request-id", ids.next("req_011", 21));
        headers.put("anthropic-organization-id", "00000000-0000-4000-8000-000000000000");
        return headers;
    }

    @Override
    public Map<String, String> rateLimitHeaders(int remaining, Duration reset, Instant now) {
        String resetAt = now.plus(reset).truncatedTo(ChronoUnit.SECONDS).toString();
        Map<String, String> headers = new LinkedHashMap<>();
        for (String what : List.of("requests", "tokens", "input-tokens", "output-tokens")) {
            headers.put("anthropic-ratelimit-" + what + "-limit", Integer.toString(Math.max(remaining, 10_000)));
            headers.put("anthropic-ratelimit-" + what + "-remaining", Integer.toString(remaining));
            headers.put("anthropic-ratelimit-" + what + "-reset", resetAt);
        }
        return headers;
    }

    @Override
    public Map<String, String> retryAfterHeaders(Duration retryAfter) {
        return Map.of("retry-after", Headers.wholeSeconds(retryAfter));
    }
}
