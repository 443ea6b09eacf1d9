package io.github.llmfailover.provider;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/** Ties an exchange to the client library that carries it, so that it can be aborted by that library's own means. */
public interface ClientBinding {

    /** Knows nothing of the client: a blocked call can only be interrupted, a stream only be cancelled. */
    ClientBinding NONE = new ClientBinding() {};

    /**
     * Whether a blocked call returns when its exchange is aborted. Where it does not, the call is made on a worker
     * thread, which is interrupted and left behind.
     */
    default boolean abortsCalls() {
        return false;
    }

    /**
     * Prepares a prompt that already has the client's own options, so that its request can be told from others.
     *
     * @return the prompt to send, which may be the same
     */
    default Prompt bind(Prompt prompt, Exchange exchange) {
        return prompt;
    }

    /** Prepares a stream before it is subscribed to. */
    default Flux<ChatResponse> bind(Flux<ChatResponse> stream, Exchange exchange) {
        return stream;
    }
}
