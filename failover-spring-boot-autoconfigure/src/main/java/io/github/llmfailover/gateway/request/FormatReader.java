package io.github.llmfailover.gateway.request;

import io.github.llmfailover.FailoverChatOptions;
import org.jspecify.annotations.Nullable;

/** Reads which form an answer is to have. */
final class FormatReader {

    private final RequestNotes notes;

    FormatReader(RequestNotes notes) {
        this.notes = notes;
    }

    void read(@Nullable JsonAt format, FailoverChatOptions.Builder options) {
        if (format == null) {
            return;
        }
        JsonAt type = format.object().require("type", "Write 'text', 'json_object' or 'json_schema'.");
        switch (type.text()) {
            case "text" -> {}
            case "json_object" -> notes.requireField(format.path());
            case "json_schema" ->
                options.outputSchema(format.require("json_schema", "Write the 'name' and the 'schema'.")
                        .object()
                        .require("schema", "Write the JSON schema that the answer has to match.")
                        .object()
                        .node()
                        .toString());
            default -> throw BadRequest.wrongValue(type.path(), "must be 'text', 'json_object' or 'json_schema'.");
        }
        Object plain = GatewayJson.plain(format.node());
        if (plain != null) {
            notes.passOn(format.path(), plain);
        }
    }
}
