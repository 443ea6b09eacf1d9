package io.github.llmfailover.provider;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
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
     * Makes a blocking request that {@link Exchange#abort()} aborts, where this binding can.
     *
     * @param client the client
     * @param prompt a prompt with the client's own options
     * @param exchange the request's exchange
     * @return what the client returns
     */
    default @Nullable ChatResponse call(ChatModel client, Prompt prompt, Exchange exchange) {
        return client.call(prompt);
    }

    /**
     * Prepares a streamed request that {@link Exchange#abort()} aborts, where this binding can. Nothing is sent before
     * the stream is subscribed to, which happens once.
     *
     * @param client the client
     * @param prompt a prompt with the client's own options
     * @param exchange the request's exchange
     * @return what the client returns
     */
    default Flux<ChatResponse> stream(ChatModel client, Prompt prompt, Exchange exchange) {
        return client.stream(prompt);
    }

    /**
     * Returns, as a whole sentence, what to do where requests of this client wait for threads of the application's own.
     *
     * @param exchange a request that waited
     * @param inFlight how many requests are under way
     */
    default String cureOfDelay(Exchange exchange, int inFlight) {
        return "The machine or the JVM had other things to do: look at its processor load and at pauses of the garbage"
                + " collector.";
    }

    /** Returns, as a whole sentence, what to do where calls of this client go on although nobody waits for them. */
    default String cureOfAbandonment() {
        return "Let the failover layer build the client (llm.failover.providers.<name>.client), or give the client a time"
                + " limit of its own.";
    }
}
