package io.github.llmfailover.gateway.request;

import java.util.List;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * What one chat completion request asks for.
 *
 * @param prompt the prompt, with options of the failover model
 * @param model the model as the request names it: a chain or a model
 * @param stream whether the answer is streamed
 * @param includeUsage whether a stream ends in a chunk that holds the usage
 * @param ignored the paths of fields that not every provider honours; harmless, and never more than a response header
 *     can hold
 */
public record CompletionRequest(
        Prompt prompt, String model, boolean stream, boolean includeUsage, List<String> ignored) {

    /** Copies the paths. */
    public CompletionRequest {
        ignored = List.copyOf(ignored);
    }

    /** Shows nothing of the prompt. */
    @Override
    public String toString() {
        return "CompletionRequest[stream=" + stream + ", includeUsage=" + includeUsage + ", ignored=" + ignored + "]";
    }
}
