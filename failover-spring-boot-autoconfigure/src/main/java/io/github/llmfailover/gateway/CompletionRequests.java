package io.github.llmfailover.gateway;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads chat completion requests. */
final class CompletionRequests {

    private final Set<String> chains;

    /**
     * Creates a reader.
     *
     * @param chains the names of the chains, each of which is a model to clients
     */
    CompletionRequests(Set<String> chains) {
        this.chains = Set.copyOf(chains);
    }

    /**
     * Reads a request.
     *
     * @param body the body of the request
     * @throws BadRequest where something in it cannot be honoured
     */
    CompletionRequest read(JsonNode body) {
        throw new UnsupportedOperationException("not yet: " + chains + body.getNodeType());
    }
}
