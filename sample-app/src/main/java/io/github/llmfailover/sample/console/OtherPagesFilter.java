package io.github.llmfailover.sample.console;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Keeps web pages of others out. To listen on loopback only is no protection from them: they run in the browser of the
 * very machine, can send requests to it, and with a name that they let point to it can read the answers.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class OtherPagesFilter implements WebFilter {

    private static final Set<String> OWN = Set.of("same-origin", "none");

    private final Reach reach;

    OtherPagesFilter(Reach reach) {
        this.reach = reach;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String objection = objection(exchange.getRequest());
        return objection == null ? chain.filter(exchange) : refuse(exchange.getResponse(), objection);
    }

    private @Nullable String objection(ServerHttpRequest request) {
        HttpHeaders headers = request.getHeaders();
        InetSocketAddress host = headers.getHost();
        if (reach.loopbackOnly() && host != null && !isThisMachine(host.getHostString())) {
            return "This application is for this machine only. Reach it as localhost, or set server.address.";
        }
        // Programs send no such header; every current browser does.
        String site = headers.getFirst("Sec-Fetch-Site");
        boolean visit = "navigate".equals(headers.getFirst("Sec-Fetch-Mode"))
                && request.getPath().value().equals("/");
        return site == null || OWN.contains(site) || visit
                ? null
                : "This application takes no requests from pages of others.";
    }

    private static boolean isThisMachine(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}")
                || host.equals("::1")
                || host.equals("[::1]");
    }

    private static Mono<Void> refuse(ServerHttpResponse response, String objection) {
        response.setStatusCode(HttpStatus.FORBIDDEN);
        response.getHeaders().setContentType(MediaType.TEXT_PLAIN);
        byte[] text = (objection + "\n").getBytes(StandardCharsets.UTF_8);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(text)));
    }
}
