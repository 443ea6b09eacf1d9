package io.github.llmfailover.provider;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/**
 * Binds exchanges to a client on OkHttp that has {@link ExchangeInterceptor}. A blocking request is made by the thread
 * that calls, and so the interceptor knows its exchange by that thread; a streamed one leaves on a thread of the client's,
 * and carries a token. A blocked caller is interrupted besides, since the client may be pausing before a retry of its own,
 * with no OkHttp call to cancel.
 */
abstract class OkHttpBinding implements ClientBinding {

    private final boolean ours;

    /**
     * Creates a binding.
     *
     * @param ours whether the client was built by us, so that its requests do not queue before they leave
     */
    OkHttpBinding(boolean ours) {
        this.ours = ours;
    }

    /** Returns the options with a header added to those that go out with the request. */
    abstract ChatOptions withHeader(ChatOptions options, String name, String value);

    @Override
    public boolean abortsCalls() {
        return true;
    }

    @Override
    public @Nullable ChatResponse call(ChatModel client, Prompt prompt, Exchange exchange) {
        exchange.awaitDeparture();
        return CallInterrupt.around(exchange, () -> client.call(prompt));
    }

    @Override
    public Flux<ChatResponse> stream(ChatModel client, Prompt prompt, Exchange exchange) {
        return Flux.using(
                () -> OkHttpExchanges.open(exchange),
                token -> client.stream(tie(client, prompt, token)),
                OkHttpExchanges::close);
    }

    @Override
    public String cureOfDelay(Exchange exchange, int inFlight) {
        if (ours || !exchange.waitedMostlyToLeave()) {
            return ClientBinding.super.cureOfDelay(exchange, inFlight);
        }
        return "At most 64 streams of such a client wait for the headers of their answers at a time (OkHttp's dispatcher),"
                + " and Spring AI has no property for it; let the failover layer build the client"
                + " (llm.failover.providers.<name>.client), which then has no such limit.";
    }

    private Prompt tie(ChatModel client, Prompt prompt, String token) {
        ChatOptions options = prompt.getOptions() == null ? client.getOptions() : prompt.getOptions();
        return new Prompt(prompt.getInstructions(), withHeader(options, OkHttpExchanges.HEADER, token));
    }

    static Map<String, String> with(@Nullable Map<String, String> headers, String name, String value) {
        if (headers == null || headers.isEmpty()) {
            return Map.of(name, value);
        }
        Map<String, String> all = new HashMap<>(headers);
        all.put(name, value);
        return all;
    }
}
