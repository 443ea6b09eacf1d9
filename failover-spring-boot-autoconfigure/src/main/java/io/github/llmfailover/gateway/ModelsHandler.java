package io.github.llmfailover.gateway;

import java.util.List;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Lists the models that a caller may name. */
final class ModelsHandler {

    private final List<GatewayModel> models;

    private final long created;

    private final Replies replies;

    ModelsHandler(List<GatewayModel> models, long created, Replies replies) {
        this.models = List.copyOf(models);
        this.created = created;
        this.replies = replies;
    }

    Mono<ServerResponse> list(Caller caller) {
        ArrayNode data = JsonNodeFactory.instance.arrayNode();
        models.stream()
                .filter(model -> caller.mayUse(model.chain()))
                .map(this::object)
                .forEach(data::add);
        ObjectNode list = JsonNodeFactory.instance.objectNode();
        list.put("object", "list");
        list.set("data", data);
        return replies.json(list, headers -> {});
    }

    Mono<ServerResponse> one(ServerRequest request, Caller caller) {
        String id = request.pathVariable("model").substring(1);
        return models.stream()
                .filter(model -> model.id().equals(id) && caller.mayUse(model.chain()))
                .findFirst()
                .map(model -> replies.json(object(model), headers -> {}))
                .orElseGet(() -> Mono.error(Refusal.noSuchModel(id)));
    }

    private ObjectNode object(GatewayModel model) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("id", model.id());
        object.put("object", "model");
        object.put("created", created);
        object.put("owned_by", model.ownedBy());
        return object;
    }
}
