package io.github.llmfailover.gateway.request;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;
import org.springframework.util.StringUtils;

/** Reads the messages of one request. Results of tools that follow each other become one message of several results. */
final class MessageReader {

    private static final Set<String> KNOWN = Set.of(
            "role", "content", "tool_calls", "tool_call_id", "refusal", "reasoning_content", "audio", "function_call");

    private final RequestNotes notes;

    private final ContentReader contents;

    private final List<Message> messages = new ArrayList<>();

    private final List<ToolResponse> results = new ArrayList<>();

    /** The names of the functions that the latest calls were of, by the identifiers of the calls. */
    private Map<String, String> calls = Map.of();

    MessageReader(RequestNotes notes) {
        this.notes = notes;
        this.contents = new ContentReader(notes);
    }

    List<Message> read(JsonAt array) {
        List<JsonAt> elements = array.elements();
        if (elements.isEmpty()) {
            throw BadRequest.wrongValue(array.path(), "must hold at least one message.");
        }
        for (JsonAt element : elements) {
            readOne(element.object());
        }
        closeResults();
        return messages;
    }

    private void readOne(JsonAt message) {
        JsonAt role = message.require("role", "Write who speaks: system, developer, user, assistant or tool.");
        notes.ignoreUnknown(message, "messages[]", KNOWN);
        refuse(message, "audio", "Audio that a model has spoken cannot be referred to: write its transcript instead.");
        refuse(message, "function_call", "Write 'tool_calls' instead.");
        String speaker = role.text();
        if (!speaker.equals("tool")) {
            closeResults();
        }
        switch (speaker) {
            case "system", "developer" -> messages.add(new SystemMessage(contents.text(content(message))));
            case "user" -> messages.addAll(contents.userMessages(content(message)));
            case "assistant" -> messages.add(assistant(message));
            case "tool" -> results.add(result(message));
            case "function" -> throw BadRequest.unsupported(role.path(), "Write the role 'tool' instead.");
            default -> throw BadRequest.wrongValue(role.path(), "must be system, developer, user, assistant or tool.");
        }
    }

    private static JsonAt content(JsonAt message) {
        return message.require("content", "Write a string or an array of parts.");
    }

    private static void refuse(JsonAt message, String field, String instead) {
        JsonAt value = message.get(field);
        if (value != null) {
            throw BadRequest.unsupported(value.path(), instead);
        }
    }

    private AssistantMessage assistant(JsonAt message) {
        List<ToolCall> toolCalls = toolCalls(message.get("tool_calls"));
        JsonAt content = message.get("content");
        JsonAt refusal = message.get("refusal");
        if (content == null && refusal == null && toolCalls.isEmpty()) {
            throw BadRequest.missing(message.pathOf("content"), "Write what the assistant said, or 'tool_calls'.");
        }
        String text = content == null ? null : contents.text(content);
        if (!StringUtils.hasLength(text) && refusal != null) {
            text = refusal.text();
        }
        Map<String, Object> properties = new HashMap<>();
        JsonAt reasoning = message.get("reasoning_content");
        if (reasoning != null && StringUtils.hasText(reasoning.text())) {
            properties.put("reasoningContent", reasoning.text());
        }
        calls = new HashMap<>();
        toolCalls.forEach(call -> calls.put(call.id(), call.name()));
        return AssistantMessage.builder()
                .content(text == null ? "" : text)
                .properties(properties)
                .toolCalls(toolCalls)
                .build();
    }

    private List<ToolCall> toolCalls(@Nullable JsonAt array) {
        if (array == null) {
            return List.of();
        }
        List<ToolCall> toolCalls = new ArrayList<>();
        for (JsonAt call : array.elements()) {
            JsonAt type = call.object().get("type");
            if (type != null && !type.text().equals("function")) {
                throw BadRequest.unsupported(type.path(), "Only calls of the type 'function' can be passed on.");
            }
            String id = call.require("id", "Write the identifier that the call came with.")
                    .name();
            JsonAt function = call.require("function", "Write the name and the arguments of the function.")
                    .object();
            String name =
                    function.require("name", "Write the name of the function.").name();
            JsonAt arguments = function.get("arguments");
            toolCalls.add(new ToolCall(id, "function", name, arguments == null ? "{}" : arguments(arguments)));
        }
        return toolCalls;
    }

    /** Some providers take arguments as JSON; what is none must not reach their clients, which would fail over it. */
    private static String arguments(JsonAt arguments) {
        String text = arguments.text();
        if (!text.isBlank() && !GatewayJson.isObject(text)) {
            throw BadRequest.wrongValue(arguments.path(), "must be a string that holds a JSON object.");
        }
        return text;
    }

    private ToolResponse result(JsonAt message) {
        JsonAt id = message.require("tool_call_id", "Write the identifier of the call that this is the result of.");
        String name = calls.get(id.name());
        if (name == null) {
            throw BadRequest.wrongValue(
                    id.path(), "must be the identifier of a call in the assistant's message before it.");
        }
        return new ToolResponse(id.text(), name, contents.text(content(message)));
    }

    private void closeResults() {
        if (!results.isEmpty()) {
            messages.add(ToolResponseMessage.builder()
                    .responses(List.copyOf(results))
                    .build());
            results.clear();
        }
    }
}
