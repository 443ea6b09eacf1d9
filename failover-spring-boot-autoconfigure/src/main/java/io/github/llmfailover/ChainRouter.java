package io.github.llmfailover;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Picks a chain for requests that name neither a chain nor a provider of their own, such as a chain of small models for
 * what is easy. Declare beans of this type; in the order of {@link org.springframework.core.annotation.Order}, the first
 * that picks one decides, before the built-in rule of {@code llm.failover.difficulty}.
 *
 * <p>Asked once for each call, on the caller's thread, inside nobody's time limit: a classifier that calls a model of its
 * own must bound itself. What a router throws ends the call, and so does a chain that does not exist: chains may differ
 * in where a prompt may go, so none is guessed.
 *
 * <p>Routing by how hard a request is goes back to Chen, Zaharia and Zou, "FrugalGPT" (2023), and Ong et al., "RouteLLM"
 * (2024).
 */
@FunctionalInterface
public interface ChainRouter {

    /**
     * Picks a chain.
     *
     * @param prompt the caller's prompt, with its options
     * @return the name of a configured chain; {@code null} to leave it to others, in the end to the chain {@code default}
     */
    @Nullable
    String chainFor(Prompt prompt);
}
