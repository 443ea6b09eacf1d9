package io.github.llmfailover.chat;

import io.github.llmfailover.provider.ClientBinding;
import io.github.llmfailover.provider.Exchange;
import io.github.llmfailover.time.TimeSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/** Keeps the exchanges of all requests that were made, and knows which of them wait for their provider. */
final class ExchangesUnderWay {

    private final Queue<Exchange> exchanges = new ConcurrentLinkedQueue<>();

    int count() {
        return exchanges.size();
    }

    /** How many have left and wait for their provider, be it for the headers or for more of the body. */
    long waitingForTheirProvider(long now) {
        return exchanges.stream().filter(exchange -> isWaiting(exchange, now)).count();
    }

    /**
     * Waits until a request waits for its provider. Between the headers and the first read it does not, and time that passes
     * then is nobody's.
     *
     * @param number which request, in the order in which they were made; does nothing where there are not so many
     */
    void awaitWaiting(int number, TimeSource time) {
        Exchange exchange = exchanges.stream().skip(number).findFirst().orElse(null);
        while (exchange != null && !exchange.isAborted() && !isWaiting(exchange, time.nanoTime())) {
            Thread.onSpinWait();
        }
    }

    private static boolean isWaiting(Exchange exchange, long now) {
        return !exchange.hasDeparted() || exchange.providerNanos(now + 1_000_000_000) > exchange.providerNanos(now);
    }

    ClientBinding watching(ClientBinding binding) {
        return new ClientBinding() {
            @Override
            public boolean abortsCalls() {
                return binding.abortsCalls();
            }

            @Override
            public @Nullable ChatResponse call(ChatModel client, Prompt prompt, Exchange exchange) {
                exchanges.add(exchange);
                return binding.call(client, prompt, exchange);
            }

            @Override
            public Flux<ChatResponse> stream(ChatModel client, Prompt prompt, Exchange exchange) {
                exchanges.add(exchange);
                return binding.stream(client, prompt, exchange);
            }

            @Override
            public String cureOfDelay(Exchange exchange, int inFlight) {
                return binding.cureOfDelay(exchange, inFlight);
            }
        };
    }
}
