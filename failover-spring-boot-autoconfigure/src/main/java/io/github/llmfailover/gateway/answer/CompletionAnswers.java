package io.github.llmfailover.gateway.answer;

import io.github.llmfailover.gateway.request.CompletionRequest;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.model.ChatResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes answers as OpenAI's chat completion objects, with the model and the usage of the provider that served. */
public final class CompletionAnswers {

    private final InstantSource clock;

    private final Supplier<String> ids;

    /**
     * Creates a writer.
     *
     * @param clock when an answer was created
     * @param ids gives each answer its identifier, without a prefix
     */
    public CompletionAnswers(InstantSource clock, Supplier<String> ids) {
        this.clock = clock;
        this.ids = ids;
    }

    /** Returns the {@code chat.completion} object of a whole answer. */
    public JsonNode whole(ChatResponse response, CompletionRequest request) {
        AnswerParts parts = AnswerParts.of(response);
        String id = ids.get();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", "chatcmpl-" + id)
                .put("object", "chat.completion")
                .put("created", clock.instant().getEpochSecond())
                .put("model", parts.model() == null ? request.model() : parts.model());
        ObjectNode choice = json.putArray("choices").addObject();
        choice.put("index", 0);
        ObjectNode message = choice.putObject("message").put("role", "assistant");
        boolean onlyCalls = parts.text().isEmpty()
                && (!parts.toolCalls().isEmpty() || !parts.refusal().isEmpty());
        message.put("content", onlyCalls ? null : parts.text());
        message.put("refusal", parts.refusal().isEmpty() ? null : parts.refusal());
        if (!parts.toolCalls().isEmpty()) {
            ToolCallNumbers numbers = new ToolCallNumbers(id);
            ArrayNode calls = message.putArray("tool_calls");
            for (ToolCall call : parts.toolCalls()) {
                calls.addObject()
                        .put("id", numbers.idOf(call, numbers.next()))
                        .put("type", "function")
                        .set("function", AnswerParts.functionJson(call));
            }
        }
        choice.putNull("logprobs");
        choice.put(
                "finish_reason",
                AnswerParts.finishReason(parts.finish(), !parts.toolCalls().isEmpty()));
        json.set("usage", AnswerParts.usageJson(parts.usage()));
        return json;
    }

    /** Returns what makes the {@code chat.completion.chunk} objects of one stream. */
    public CompletionChunks chunks(CompletionRequest request) {
        return new CompletionChunks(ids.get(), clock.instant().getEpochSecond(), request);
    }
}
