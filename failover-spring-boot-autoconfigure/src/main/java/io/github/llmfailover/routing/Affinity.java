package io.github.llmfailover.routing;

import org.jspecify.annotations.Nullable;

/**
 * To whom a request belongs already. It rules nobody out: where that provider takes no requests, another is asked.
 *
 * @param conversation the conversation that the request is part of, whose beginning its provider may have cached;
 *     {@code null} where the request does not say
 * @param begunBy the provider that began the round of tools which the request goes on with; {@code null} for none
 */
public record Affinity(
        @Nullable String conversation, @Nullable String begunBy) {

    /** To nobody. */
    public static final Affinity NONE = new Affinity(null, null);
}
