package io.github.llmfailover.chat;

import io.github.llmfailover.provider.ClientBinding;
import io.github.llmfailover.provider.Exchange;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/** Keeps the exchanges of all streams that were asked for, and knows which of them wait for their provider. */
final class ExchangesUnderWay {

    private final Queue<Exchange> streams = new ConcurrentLinkedQueue<>();

    int streams() {
        return streams.size();
    }

    /** How many streams have left and wait for their provider, be it for the headers or for more of the body. */
    long waitingForTheirProvider(long now) {
        return streams.stream()
                .filter(exchange -> !exchange.hasDeparted()
                        || exchange.providerNanos(now + 1_000_000_000) > exchange.providerNanos(now))
                .count();
    }

    ClientBinding watching(ClientBinding binding) {
        return new ClientBinding() {
            @Override
            public boolean abortsCalls() {
                return binding.abortsCalls();
            }

            @Override
            public @Nullable ChatResponse call(ChatModel client, Prompt prompt, Exchange exchange) {
                return binding.call(client, prompt, exchange);
            }

            @Override
            public Flux<ChatResponse> stream(ChatModel client, Prompt prompt, Exchange exchange) {
                streams.add(exchange);
                return binding.stream(client, prompt, exchange);
            }

            @Override
            public String cureOfDelay(Exchange exchange, int inFlight) {
                return binding.cureOfDelay(exchange, inFlight);
            }
        };
    }
}
