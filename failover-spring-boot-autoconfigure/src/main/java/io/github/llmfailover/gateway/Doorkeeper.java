package io.github.llmfailover.gateway;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Decides who a request is from, and whether they may ask at all. */
final class Doorkeeper {

    private static final String BEARER = "Bearer ";

    /** What a proxy adds: a connection from this machine is then not a caller on it. */
    private static final List<String> OF_A_PROXY =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via");

    private final List<GatewayKey> keys;

    private final AnonymousAccess anonymous;

    Doorkeeper(GatewaySettings settings) {
        this.keys = settings.keys();
        this.anonymous = settings.anonymous();
    }

    /**
     * Returns who asks. A header that is not for us is not looked at: where there are no keys, the application's own
     * security may use it, and clients always send one.
     *
     * @throws Refusal where nobody may ask like this
     */
    Caller admit(ServerHttpRequest request) {
        String authorization = keys.isEmpty() ? null : request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        GatewayKey key = authorization == null ? null : keyIn(authorization);
        if (key != null) {
            return new Caller(key.name(), key.chains(), key.tags());
        }
        if (authorization != null) {
            // Also where keys are optional: whoever mistypes theirs should not be served with other permissions.
            throw Refusal.wrongKey();
        }
        if (anonymous == AnonymousAccess.ALL || (anonymous == AnonymousAccess.LOOPBACK && isFromThisMachine(request))) {
            return Caller.ANONYMOUS;
        }
        throw Refusal.missingKey();
    }

    /** Looks at every key, so that the time it takes does not tell which one it was. */
    private @Nullable GatewayKey keyIn(String authorization) {
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return null;
        }
        byte[] presented =
                GatewayKey.hash(authorization.substring(BEARER.length()).strip());
        GatewayKey found = null;
        for (GatewayKey key : keys) {
            if (key.matches(presented)) {
                found = key;
            }
        }
        return found;
    }

    private static boolean isFromThisMachine(ServerHttpRequest request) {
        return OF_A_PROXY.stream().noneMatch(request.getHeaders()::containsHeader)
                && isLoopback(request.getRemoteAddress())
                && isLoopback(request.getLocalAddress());
    }

    private static boolean isLoopback(@Nullable InetSocketAddress address) {
        return address != null
                && address.getAddress() != null
                && address.getAddress().isLoopbackAddress();
    }
}
