package io.github.llmfailover.gateway.request;

import io.github.llmfailover.FailoverChatOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.tool.ToolCallback;
import tools.jackson.databind.JsonNode;

/** Reads the functions that a request offers to the model, and which of them it is to call. */
final class ToolReader {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    private static final Set<String> TOOL_FIELDS = Set.of("type", "function");

    private static final Set<String> CHOICES = Set.of("none", "auto", "required");

    private static final String NO_PARAMETERS = "{\"type\":\"object\",\"properties\":{}}";

    private final RequestNotes notes;

    ToolReader(RequestNotes notes) {
        this.notes = notes;
    }

    void read(JsonAt request, FailoverChatOptions.Builder options) {
        Set<String> names = new HashSet<>();
        JsonAt tools = request.get("tools");
        if (tools != null) {
            List<ToolCallback> callbacks = new ArrayList<>();
            for (JsonAt tool : tools.elements()) {
                callbacks.add(tool(tool, names));
            }
            options.toolCallbacks(callbacks);
            if (!callbacks.isEmpty()) {
                passOn(tools);
            }
        }
        JsonAt choice = request.get("tool_choice");
        if (choice != null) {
            check(choice, names);
        }
    }

    private ToolCallback tool(JsonAt tool, Set<String> names) {
        JsonAt type = tool.object().require("type", "Write 'function'.");
        if (!type.text().equals("function")) {
            throw BadRequest.unsupported(type.path(), "Only tools of the type 'function' can be passed on.");
        }
        notes.ignoreUnknown(tool, "tools[]", TOOL_FIELDS);
        JsonAt function = tool.require("function", "Write the function's name and parameters.")
                .object();
        JsonAt name = function.require("name", "Write the name of the function.");
        if (!NAME.matcher(name.text()).matches()) {
            throw BadRequest.wrongValue(name.path(), "must be of 1 to 64 letters, digits, underscores and dashes.");
        }
        if (!names.add(name.text())) {
            throw BadRequest.wrongValue(name.path(), "must not be the name of two tools.");
        }
        JsonAt description = function.get("description");
        JsonAt parameters = function.get("parameters");
        JsonAt strict = function.get("strict");
        if (strict != null && strict.bool()) {
            notes.ignore("tools[].function", "strict");
        }
        return new ClientTool(name.text(), description == null ? "" : description.text(), schema(parameters));
    }

    private static String schema(@Nullable JsonAt parameters) {
        return parameters == null || parameters.object().node().isEmpty()
                ? NO_PARAMETERS
                : parameters.node().toString();
    }

    /** As it is, for those who speak the protocol: there is more in it than a portable definition of a tool holds. */
    private void passOn(JsonAt tools) {
        Object plain = GatewayJson.plain(tools.node());
        if (plain != null) {
            notes.passOn(tools.path(), plain);
        }
    }

    private static void check(JsonAt choice, Set<String> names) {
        if (choice.isText()) {
            if (!CHOICES.contains(choice.text())) {
                throw BadRequest.wrongValue(
                        choice.path(), "must be 'none', 'auto', 'required', or an object that names a function.");
            }
            if (choice.text().equals("required") && names.isEmpty()) {
                throw BadRequest.wrongValue(choice.path(), "needs 'tools' beside it.");
            }
            return;
        }
        JsonNode type = choice.object().node().get("type");
        if (type == null || !type.isString() || !type.stringValue().equals("function")) {
            throw BadRequest.unsupported(
                    choice.pathOf("type"), "Write 'function' and name one, or 'none', 'auto' or 'required'.");
        }
        JsonAt name = choice.require("function", "Write the name of the function.")
                .object()
                .require("name", "Write the name of the function.");
        if (!names.contains(name.text())) {
            throw BadRequest.wrongValue(name.path(), "must be the name of one of 'tools'.");
        }
    }
}
