package io.github.llmfailover.gateway;

/**
 * A model that clients may name.
 *
 * @param id the name: a chain's, or a model's
 * @param ownedBy whose it is: {@code llm-failover} for a chain, else a provider's name
 * @param chain the chain that serves it; who may not use that does not see it
 */
public record GatewayModel(String id, String ownedBy, String chain) {}
