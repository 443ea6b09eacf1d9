package io.github.llmfailover.test;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a {@link SimulatorControl} shows. */
final class ControlViews {

    private static final JsonMapper JSON = JsonMapper.shared();

    private ControlViews() {}

    static ObjectNode state(ProviderSimulator simulator) {
        Books books = simulator.books();
        ObjectNode state = JSON.createObjectNode()
                .put("name", simulator.name())
                .put("baseUrl", simulator.baseUrl())
                .put("behavior", simulator.behavior().toString())
                .put("requests", simulator.requestCount())
                .put("openExchanges", simulator.openExchanges())
                .put("openConnections", simulator.openConnections());
        state.putObject("books")
                .put("requests", books.requests())
                .put("inputTokens", books.inputTokens())
                .put("cachedInputTokens", books.cachedInputTokens())
                .put("outputTokens", books.outputTokens());
        return state;
    }

    static ArrayNode requests(ProviderSimulator simulator) {
        ArrayNode all = JSON.createArrayNode();
        for (RecordedRequest request : simulator.requests()) {
            ObjectNode one = all.addObject()
                    .put("wire", request.wire().name())
                    .put("path", request.path())
                    .put("model", request.model())
                    .put("streaming", request.streaming())
                    .put("receivedAt", request.receivedAt().toString())
                    .put("status", request.status())
                    .put("tokensSent", request.tokensSent())
                    .put("clientGone", request.clientGone())
                    .put("finished", request.finished());
            ArrayNode messages = one.putArray("messages");
            request.messages()
                    .forEach(message ->
                            messages.addObject().put("role", message.role()).put("text", message.text()));
            ArrayNode tools = one.putArray("tools");
            request.tools().forEach(tools::add);
            one.set("body", request.body());
        }
        return all;
    }
}
