package io.github.llmfailover.gateway;

import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.ClassUtils;
import reactor.netty.NettyOutbound;

/** What WebFlux has no means for: closing a connection that has an answer on its way. */
final class Connections {

    private static final boolean NETTY =
            ClassUtils.isPresent("reactor.netty.NettyOutbound", Connections.class.getClassLoader());

    private Connections() {}

    /**
     * Closes the connection of a response at once, with whatever has not been sent. Ending the response in an error would
     * wait until the client had read what the server holds for it, or for ever. On another server than Reactor Netty this
     * does nothing.
     */
    static void close(ServerHttpResponse response) {
        if (NETTY) {
            Netty.close(ServerHttpResponseDecorator.getNativeResponse(response));
        }
    }

    /** Loaded only where there is a Netty. */
    private static final class Netty {

        static void close(Object response) {
            if (response instanceof NettyOutbound outbound) {
                outbound.withConnection(connection -> connection.channel().close());
            }
        }
    }
}
