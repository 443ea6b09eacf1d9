package io.github.llmfailover.gateway;

import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.ClassUtils;
import reactor.netty.NettyOutbound;
import reactor.netty.http.server.HttpServerResponse;

/** What WebFlux has no means for: closing a connection that has an answer on its way. */
final class Connections {

    private static final boolean NETTY =
            ClassUtils.isPresent("reactor.netty.NettyOutbound", Connections.class.getClassLoader());

    private Connections() {}

    /**
     * Closes the connection of a response at once, with whatever has not been sent. Ending the response in an error would
     * wait until the client had read what the server holds for it, or for ever. On another server than Reactor Netty this
     * does nothing.
     *
     * @return whether the connection is being closed
     */
    static boolean close(ServerHttpResponse response) {
        return NETTY && Netty.close(ServerHttpResponseDecorator.getNativeResponse(response));
    }

    /**
     * Whether the server has answered a request by itself and ends its connection, because it cannot read what comes of the
     * body: the body then seems to end well where it broke off. On another server than Reactor Netty it is not known.
     */
    static boolean isAnsweredByServer(ServerHttpResponse response) {
        return NETTY && Netty.hasAnswered(ServerHttpResponseDecorator.getNativeResponse(response));
    }

    /** Loaded only where there is a Netty. */
    private static final class Netty {

        static boolean hasAnswered(Object response) {
            return response instanceof HttpServerResponse served && served.hasSentHeaders();
        }

        static boolean close(Object response) {
            if (!(response instanceof NettyOutbound outbound)) {
                return false;
            }
            outbound.withConnection(connection -> connection.channel().close());
            return true;
        }
    }
}
