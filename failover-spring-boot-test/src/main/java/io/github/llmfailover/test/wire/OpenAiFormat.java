package io.github.llmfailover.test.wire;

import io.github.llmfailover.test.wire.Reply.Content;
import io.github.llmfailover.test.wire.Reply.Omission;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI's chat completions, and those of everybody who is compatible with them. */
public final class OpenAiFormat implements WireFormat {

    private static final int EVENT_END_BYTES = 2;

    @Override
    public WireRequest read(JsonNode body) throws InvalidRequestException {
        String model = Json.requiredModel(body, "you must provide a model parameter");
        JsonNode messages = Json.requiredMessages(body, "Missing required parameter: 'messages'.");
        return new WireRequest(
                model,
                body.path("stream").asBoolean(false),
                Json.messages(messages),
                Json.functionNames(body.path("tools")),
                body.path("stream_options").path("include_usage").asBoolean(false));
    }

    @Override
    public byte[] body(Reply reply) {
        ObjectNode body = Json.object()
                .put("id", reply.ids().next("chatcmpl-", 29))
                .put("object", "chat.completion")
                .put("created", reply.created().getEpochSecond())
                .put("model", reply.model());
        ArrayNode choices = body.putArray("choices");
        if (reply.content() != Content.NONE) {
            ObjectNode choice = choices.addObject().put("index", 0);
            choice.set("message", message(reply));
            choice.putNull("logprobs").put("finish_reason", finishReason(reply));
        }
        if (!reply.omits(Omission.USAGE)) {
            body.set("usage", usage(reply.usage()));
        }
        return Json.bytes(body.put("service_tier", "default").put("system_fingerprint", "fp_simulator"));
    }

    private static ObjectNode message(Reply reply) {
        ObjectNode message = Json.object().put("role", "assistant");
        boolean full = reply.content() == Content.FULL;
        if (full && reply.refused()) {
            message.putNull("content").put("refusal", reply.wholeText());
        } else if (full && reply.text().isEmpty() && !reply.toolCalls().isEmpty()) {
            message.putNull("content").putNull("refusal");
        } else {
            message.put("content", full ? reply.wholeText() : "").putNull("refusal");
        }
        message.putArray("annotations");
        if (full && !reply.reasoning().isEmpty()) {
            message.put("reasoning_content", reply.wholeReasoning());
        }
        if (full && !reply.toolCalls().isEmpty()) {
            ArrayNode calls = message.putArray("tool_calls");
            for (ToolCall call : reply.toolCalls()) {
                calls.addObject()
                        .put("id", reply.ids().next("call_", 24))
                        .put("type", "function")
                        .putObject("function")
                        .put("name", call.name())
                        .put("arguments", call.arguments());
            }
        }
        return message;
    }

    static @Nullable String finishReason(Reply reply) {
        // The refusals of OpenAI's own models end with "stop"; the field says what they are.
        return reply.finishReason("stop", "tool_calls", "stop");
    }

    static ObjectNode usage(Usage usage) {
        ObjectNode node = Json.object()
                .put("prompt_tokens", usage.input())
                .put("completion_tokens", usage.output())
                .put("total_tokens", usage.input() + usage.output());
        node.putObject("prompt_tokens_details")
                .put("cached_tokens", usage.cachedInput())
                .put("audio_tokens", 0);
        node.putObject("completion_tokens_details")
                .put("reasoning_tokens", 0)
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return node;
    }

    @Override
    public List<WireEvent> events(Reply reply) {
        return new OpenAiStream(reply).events();
    }

    @Override
    public WireError problem(Problem problem, String model) {
        return OpenAiErrors.problem(problem, model);
    }

    @Override
    public WireError status(int status, String message) {
        return OpenAiErrors.status(status, message);
    }

    @Override
    public WireEvent errorEvent(@Nullable String type) {
        return new WireEvent(Json.data(OpenAiErrors.inBand(type)), WireEvent.Kind.CLOSING);
    }

    @Override
    public byte[] errorBody(@Nullable String type) {
        return Json.bytes(OpenAiErrors.inBand(type));
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
        headers.put("x-request-id", ids.next("req_", 32));
        headers.put("openai-processing-ms", "12");
        headers.put("openai-version", "2020-10-01");
        return headers;
    }

    @Override
    public Map<String, String> rateLimitHeaders(int remaining, Duration reset, Instant now) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String what : List.of("requests", "tokens")) {
            headers.put("x-ratelimit-limit-" + what, Integer.toString(Math.max(remaining, 10_000)));
            headers.put("x-ratelimit-remaining-" + what, Integer.toString(remaining));
            headers.put("x-ratelimit-reset-" + what, compact(reset));
        }
        return headers;
    }

    /** A duration as OpenAI writes it: {@code 6m0s}, {@code 1.5s}, {@code 20ms}. */
    private static String compact(Duration duration) {
        long millis = Math.max(0, duration.toMillis());
        if (millis < 1000) {
            return millis + "ms";
        }
        long rest = millis % 60_000;
        String seconds = rest % 1000 == 0 ? Long.toString(rest / 1000) : Double.toString(rest / 1000.0);
        long minutes = millis / 60_000;
        return (minutes == 0 ? "" : minutes + "m") + seconds + "s";
    }

    @Override
    public Map<String, String> retryAfterHeaders(Duration retryAfter) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("retry-after-ms", Long.toString(retryAfter.toMillis()));
        headers.put("retry-after", Headers.wholeSeconds(retryAfter));
        return headers;
    }
}
