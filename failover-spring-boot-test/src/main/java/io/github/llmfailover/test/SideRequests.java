package io.github.llmfailover.test;

import io.github.llmfailover.test.server.HttpRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The requests that clients send besides those for a model: lists of models, versions, signs of life. */
final class SideRequests {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final String model;

    SideRequests(String model) {
        this.model = model;
    }

    /** The answer, or null for a request that is not known. */
    byte @Nullable [] answer(HttpRequest request) {
        String path = request.path();
        if (request.method().equals("POST")) {
            return path.endsWith("/api/show") ? JSON.writeValueAsBytes(show()) : null;
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return null;
        }
        if (path.endsWith("/v1/models")) {
            return JSON.writeValueAsBytes(models());
        }
        if (path.endsWith("/api/tags")) {
            return JSON.writeValueAsBytes(tags());
        }
        if (path.endsWith("/api/version")) {
            return JSON.writeValueAsBytes(JSON.createObjectNode().put("version", "0.13.0"));
        }
        return path.equals("/") ? JSON.writeValueAsBytes("Ollama is running") : null;
    }

    private ObjectNode models() {
        ObjectNode list = JSON.createObjectNode().put("object", "list");
        list.putArray("data")
                .addObject()
                .put("id", model)
                .put("object", "model")
                .put("created", 1_700_000_000)
                .put("owned_by", "simulator");
        return list;
    }

    private ObjectNode tags() {
        ObjectNode list = JSON.createObjectNode();
        ObjectNode entry = list.putArray("models").addObject();
        entry.put("name", model)
                .put("model", model)
                .put("modified_at", "2026-01-01T00:00:00Z")
                .put("size", 4_661_224_676L)
                .put("digest", "365c0bd3c000a25d28ddbf732fe1c6add414de7275464c4e4d1c3b5fcb5d8ad1");
        entry.set("details", details());
        return list;
    }

    private ObjectNode show() {
        ObjectNode shown =
                JSON.createObjectNode().put("license", "").put("modelfile", "").put("template", "");
        shown.set("details", details());
        shown.putArray("capabilities").add("completion").add("tools");
        return shown;
    }

    private static ObjectNode details() {
        ObjectNode details = JSON.createObjectNode()
                .put("parent_model", "")
                .put("format", "gguf")
                .put("family", "llama");
        details.putArray("families").add("llama");
        return details.put("parameter_size", "8.0B").put("quantization_level", "Q4_0");
    }
}
