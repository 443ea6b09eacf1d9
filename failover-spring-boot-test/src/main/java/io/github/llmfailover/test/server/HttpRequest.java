package io.github.llmfailover.test.server;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that has arrived in full.
 *
 * @param method the method, in upper case as sent
 * @param path the path, without the query
 * @param headers the headers by name; lookups ignore case
 * @param body the body, with its transfer coding taken off
 * @param keepAlive whether the client lets the connection be used again
 */
public record HttpRequest(
        String method, String path, Map<String, List<String>> headers, byte[] body, boolean keepAlive) {

    /** The first value of a header. */
    public Optional<String> header(String name) {
        List<String> values = headers.get(name);
        return values == null ? Optional.empty() : Optional.of(values.get(0));
    }
}
