package io.github.llmfailover.provider;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a provider with a client of its own: a second account, a region, a compatible API.
 *
 * @param type which client
 * @param baseUrl where; for OpenAI with the version, as in {@code https://api.openai.com/v1}; {@code null} for the
 *     type's public address, or for Ollama the local machine. A blank one counts as {@code null}
 * @param apiKey as whom; {@code null} or blank for nobody. Only where there is no base URL either, the client may find a
 *     key of its own in the environment: one that was put there for the public address must not reach another
 * @param headers what is sent besides with every request
 */
public record ClientSettings(
        ClientType type, @Nullable String baseUrl, @Nullable String apiKey, Map<String, String> headers) {

    /**
     * Checks the URL and the headers.
     *
     * @throws IllegalArgumentException for a base URL that is none, is not HTTP, or has credentials in it, and for a
     *     header without a name or of several lines; no message repeats a credential
     */
    public ClientSettings {
        baseUrl = blankToNull(baseUrl);
        apiKey = blankToNull(apiKey);
        headers = Map.copyOf(headers);
        if (baseUrl != null) {
            checkUrl(baseUrl);
        }
        headers.forEach(ClientSettings::checkHeader);
    }

    private static @Nullable String blankToNull(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static void checkUrl(String baseUrl) {
        if (baseUrl.contains("@")) {
            throw new IllegalArgumentException(
                    "The base-url of a client must not contain a user name or password; use api-key or headers instead");
        }
        URI uri;
        try {
            uri = new URI(baseUrl);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("The base-url '" + baseUrl + "' of a client is not a URL", e);
        }
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "The base-url of a client must be a URL such as 'https://host/path', but is '" + withoutQuery(uri)
                            + "'");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "The base-url '" + withoutQuery(uri) + "' of a client must have neither a query nor a fragment");
        }
    }

    /** A query may hold a key. */
    private static String withoutQuery(URI uri) {
        return uri.toString().replaceFirst("[?#].*", "");
    }

    private static void checkHeader(String name, String value) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("A header of a client needs a name");
        }
        if ((name + value).chars().anyMatch(c -> c == '\r' || c == '\n')) {
            throw new IllegalArgumentException(
                    "The header '" + name.replaceAll("[\\r\\n]", " ") + "' of a client must not have several lines");
        }
    }

    /** Shows neither the key nor the values of headers. */
    @Override
    public String toString() {
        return "ClientSettings[type=" + type + ", baseUrl=" + baseUrl + ", apiKey=" + (apiKey == null ? "none" : "***")
                + ", headers=" + headers.keySet() + "]";
    }
}
