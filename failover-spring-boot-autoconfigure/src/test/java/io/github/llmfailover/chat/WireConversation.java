package io.github.llmfailover.chat;

import io.github.llmfailover.test.RecordedRequest;
import io.github.llmfailover.test.Wire;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The tool calls and results of a conversation as they went over the wire, whichever it was.
 *
 * @param calls the assistant's calls, in order
 * @param results what came back, in order; Ollama's wire gives results no identifier
 */
record WireConversation(List<Call> calls, List<Result> results) {

    record Call(String id, String name, JsonNode arguments) {}

    record Result(String id, String content) {}

    static WireConversation of(RecordedRequest request) {
        WireConversation conversation = new WireConversation(new ArrayList<>(), new ArrayList<>());
        for (JsonNode message : request.body().path("messages")) {
            if (request.wire() == Wire.ANTHROPIC) {
                conversation.addAnthropic(message);
            } else {
                conversation.addOther(message);
            }
        }
        return conversation;
    }

    private void addAnthropic(JsonNode message) {
        for (JsonNode block : message.path("content")) {
            switch (block.path("type").asString("")) {
                case "tool_use" ->
                    calls.add(new Call(
                            block.path("id").asString(), block.path("name").asString(), block.path("input")));
                case "tool_result" ->
                    results.add(new Result(
                            block.path("tool_use_id").asString(),
                            block.path("content").asString()));
                default -> {}
            }
        }
    }

    private void addOther(JsonNode message) {
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            JsonNode arguments = function.path("arguments");
            calls.add(new Call(
                    call.path("id").asString(""),
                    function.path("name").asString(),
                    arguments.isString() ? JsonMapper.shared().readTree(arguments.asString()) : arguments));
        }
        if (message.path("role").asString().equals("tool")) {
            results.add(new Result(
                    message.path("tool_call_id").asString(""),
                    message.path("content").asString()));
        }
    }
}
