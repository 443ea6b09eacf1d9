package io.github.llmfailover.provider;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The streams that clients on OkHttp carry at the moment, by the token that ties an HTTP request to its exchange. A
 * blocking call needs none: it is made by its caller's thread, which knows the exchange.
 *
 * <p>The token has to travel through a client library that offers nothing but request headers. It travels as
 * {@code Transfer-Encoding}, for one reason: OkHttp removes or overwrites that header itself before a request is written
 * ({@code BridgeInterceptor}), so that a token cannot reach a provider even where {@link ExchangeInterceptor}, which
 * takes it off, were missing. That is the second line of defence; the first is that a token is only given to clients
 * that are known to have the interceptor.
 */
final class OkHttpExchanges {

    static final String HEADER = "Transfer-Encoding";

    /** Random, so that no header of anybody else's is taken for one of ours. */
    private static final String PREFIX = "llm-failover-" + UUID.randomUUID() + "-";

    private static final AtomicLong SEQUENCE = new AtomicLong();

    private static final Map<String, Exchange> OPEN = new ConcurrentHashMap<>();

    private OkHttpExchanges() {}

    /** Announces a request of an exchange and returns the token to send it with. */
    static String open(Exchange exchange) {
        String token = PREFIX + SEQUENCE.incrementAndGet();
        exchange.awaitDeparture();
        OPEN.put(token, exchange);
        return token;
    }

    /** Forgets an exchange that has ended. */
    static void close(String token) {
        OPEN.remove(token);
    }

    static boolean isToken(@Nullable String value) {
        return value != null && value.startsWith(PREFIX);
    }

    static @Nullable Exchange find(String token) {
        return OPEN.get(token);
    }

    /** How many exchanges are open, for tests. */
    static int open() {
        return OPEN.size();
    }
}
